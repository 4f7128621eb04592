package sparecore.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.identity.NodeId;
import sparecore.jvm.SameClasses;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** One process, one user, one key. */
final class DataFolderTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path temp;

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void makesAFolderAndAKeyForTheOwnerAlone() throws IOException {
        Path path = temp.resolve("a/b/seller");
        try (DataFolder folder = DataFolder.open(path)) {
            NodeId id = folder.key(random).id();
            assertThat(mode(path)).isEqualTo("rwx------");
            assertThat(mode(path.resolve("key"))).isEqualTo("rw-------");
            assertThat(folder.key(random).id()).as("the same key again").isEqualTo(id);
            assertThat(path.resolve("key.new")).doesNotExist();
        }
    }

    @Test
    void closesAFolderThatOthersCouldEnter() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (DataFolder folder = DataFolder.open(temp)) {
            assertThat(mode(folder.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void oneFolderCannotBeHeldTwiceInOneProcess() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            assertThat(folder.path()).isEqualTo(temp);
            assertInUse();
        }
        DataFolder.open(temp).close();
    }

    private void assertInUse() {
        assertThatThrownBy(() -> DataFolder.open(temp)).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(failure)
                    .hasMessageContaining("in use by another process")
                    .hasMessageContaining("--data");
        });
    }

    @Test
    void oneFolderCannotBeHeldByTwoProcessesAndIsFreeOnceTheOtherIsKilled() throws Exception {
        Process holder = new ProcessBuilder(SameClasses.command(
                        SameClasses.SHORT_LIVED, FolderHolder.class.getName(), List.of(temp.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).as("it holds the folder").isEqualTo('h');
            assertInUse();
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        DataFolder.open(temp).close();
    }

    @Test
    void refusesAKeyThatIsDamagedOrThatOthersCanRead() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            Path key = folder.file("key");
            for (byte[] damaged : List.of(new byte[0], new byte[31], new byte[33], new byte[32])) {
                Files.write(key, damaged);
                Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
                assertThatThrownBy(() -> folder.key(random))
                        .isInstanceOf(Failure.class)
                        .hasMessageContaining(key.toString())
                        .hasMessageContaining("damaged")
                        .hasMessageContaining("backup");
                assertThat(Files.readAllBytes(key)).as("left as it was").isEqualTo(damaged);
            }
            Files.delete(key);
            folder.key(random);
            for (String open : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx------")) {
                Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(open));
                assertThatThrownBy(() -> folder.key(random))
                        .isInstanceOf(Failure.class)
                        .hasMessageContaining("chmod 600");
            }
        }
    }

    @Test
    void aHalfWrittenKeyOfACrashIsReplaced() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            Files.write(folder.file("key.new"), new byte[5]);
            assertThat(folder.key(random).id()).isEqualTo(folder.key(random).id());
        }
    }

    @Test
    void saysWhatIsWrongWithAPathThatCannotBeUsed() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "");
        for (Path path : List.of(file, file.resolve("below"))) {
            assertThatThrownBy(() -> DataFolder.open(path))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("cannot use the data folder " + path);
        }
        assertThatThrownBy(() -> DataFolder.open(Path.of("/")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--data");
    }

    @Test
    void refusesAPathTooLongForASocket() {
        Path longest = Path.of("/" + "x".repeat(107 - "//socket".length()));
        assertThat(DataFolder.socketIn(longest).toString()).hasSize(107);
        assertThatThrownBy(() -> DataFolder.socketIn(Path.of(longest + "x")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("too long for a Unix socket");
    }

    @Test
    void replacesASmallFileAtOnce() throws IOException {
        try (DataFolder folder = DataFolder.open(temp)) {
            folder.write("address", "old");
            folder.write("address", "new");
            assertThat(folder.file("address")).hasContent("new");
            assertThat(folder.file("address.new")).doesNotExist();
        }
    }
}

package sparecore.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel's word about the peer decides, even where folder and socket let everybody in. The caller is a child process under
 * another uid, which only root can start: elsewhere the test says that it needs root.
 */
final class OtherUserTest {
    private static final String OTHER_UID = "65534";

    /** Connects, says the HTTP/2 preface, and tells whether a byte came back. Run from source: needs no class path of ours. */
    private static final String CALLER = """
            import java.net.*;
            import java.nio.*;
            import java.nio.channels.*;
            import java.nio.file.*;

            class Caller {
                public static void main(String[] arguments) throws Exception {
                    String outcome;
                    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                        channel.connect(UnixDomainSocketAddress.of(arguments[0]));
                        outcome = "closed";
                        channel.write(ByteBuffer.wrap("PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n\\0\\0\\0\\4\\0\\0\\0\\0\\0".getBytes()));
                        if (channel.read(ByteBuffer.allocate(100)) > 0) {
                            outcome = "served";
                        }
                    } catch (java.io.IOException e) {
                        outcome = "closed";
                    }
                    String user = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
                    System.out.println(outcome + " as " + user);
                }
            }
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void onlyAsRoot() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "SKIPPED: the check of the caller's uid needs root, to start a process of another user");
    }

    @Test
    void anotherUserIsRefusedThoughTheFolderLetsItIn() throws Exception {
        try (LocalServer server = open()) {
            assertThat(server).isNotNull();
            assertThat(call(List.of())).isEqualTo("served as 0");
            assertThat(call(asOtherUser())).isEqualTo("closed as " + OTHER_UID);
        }
    }

    @Test
    void theOwnerOfTheFolderIsRefusedWhereTheDaemonIsAnother() throws Exception {
        UserPrincipal other =
                folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER_UID);
        Files.setOwner(folder, other);
        try (LocalServer server = open()) {
            assertThat(server).isNotNull();
            assertThat(call(asOtherUser())).isEqualTo("closed as " + OTHER_UID);
            assertThat(call(List.of())).isEqualTo("served as 0");
        }
    }

    private LocalServer open() throws IOException {
        Files.writeString(folder.resolve("Caller.java"), CALLER);
        LocalServer server = LocalServer.start(folder.resolve("socket"), List.of(new EchoBroker()));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder.resolve("socket"), PosixFilePermissions.fromString("rwxrwxrwx"));
        return server;
    }

    private static List<String> asOtherUser() {
        return List.of("setpriv", "--reuid", OTHER_UID, "--regid", OTHER_UID, "--clear-groups");
    }

    private String call(List<String> prefix) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add(folder.resolve("Caller.java").toString());
        command.add(folder.resolve("socket").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}

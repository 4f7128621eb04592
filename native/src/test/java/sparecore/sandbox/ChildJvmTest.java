package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What depends on the state or the death of the whole process. */
final class ChildJvmTest {
    @Test
    void refusesToOpenUnderAnInstalledFilter() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(FilteredJvm.class)) {
            assertThat(jvm.readLine()).isEqualTo("SECCOMP_ALREADY_ACTIVE");
        }
    }

    @Test
    void aProgramDiesWithItsLauncher() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(DoomedJvm.class)) {
            Path program = Path.of("/proc", jvm.readLine());
            assertThat(program).exists();
            assertThat(alive(program)).isTrue();
            jvm.killHard();
            Poll.until("the program has died with its launcher", () -> !alive(program));
        }
    }

    /** A dead process may still be listed until whoever inherited it has reaped it: state Z in proc(5). */
    private static boolean alive(Path process) {
        try {
            return !Files.readString(process.resolve("status")).contains("State:\tZ");
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return false; // it ended while it was read
        }
    }
}

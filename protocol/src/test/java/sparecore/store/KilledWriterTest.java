package sparecore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.jvm.SameClasses;

/** A process killed with SIGKILL while it writes: what it had said to be committed is there, and no transaction by half. */
final class KilledWriterTest {
    @TempDir
    Path folder;

    @Test
    void committedTransactionsSurviveAndNoneByHalf() throws Exception {
        Path file = folder.resolve("db");
        long committed = writeAndKill(file, 200);
        try (Database database = Database.open(file, List.of(KilledWriter.TABLE))) {
            List<Long> counts = database.transaction(() -> database.query(
                    "SELECT count(*), sum(half = 1), sum(half = 2), max(id) FROM pair",
                    row -> row.getLong(1) == row.getLong(2) + row.getLong(3) && row.getLong(2) == row.getLong(3)
                            ? row.getLong(2)
                            : -1L));
            assertThat(counts.get(0)).as("pairs, none by half").isBetween(committed, committed + 100_000);
            assertThat(database.transaction(() -> database.query("PRAGMA integrity_check", row -> row.getString(1))))
                    .containsExactly("ok");
        }
    }

    /** @return the last number that the process said it had committed */
    private static long writeAndKill(Path file, int killAfter) throws Exception {
        Process process = new ProcessBuilder(SameClasses.command(
                        SameClasses.SHORT_LIVED, KilledWriter.class.getName(), List.of(file.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Long.parseLong(line);
                if (last == killAfter) {
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(137);
        return last;
    }
}

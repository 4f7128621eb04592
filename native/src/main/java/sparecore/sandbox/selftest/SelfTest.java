package sparecore.sandbox.selftest;

import java.util.List;
import java.util.function.Consumer;
import sparecore.sandbox.Sandbox;

/** Runs hostile programs, then good ones, and compares each end with what the kernel's rules demand. */
public final class SelfTest {
    private SelfTest() {}

    /**
     * One line of the table.
     *
     * @param name what was tried
     * @param expected how it must end
     * @param got how it ended
     * @param pass whether they agree
     */
    public record Row(String name, String expected, String got, boolean pass) {}

    /** Runs the table; {@code full} tries every system-call number in all three ABIs as well. */
    public static List<Row> run(Sandbox sandbox, boolean full, Consumer<Row> progress) {
        throw new UnsupportedOperationException(sandbox + " " + full + progress);
    }

    /** Runs the table without telling of its progress. */
    public static List<Row> run(Sandbox sandbox, boolean full) {
        return run(sandbox, full, row -> {});
    }
}

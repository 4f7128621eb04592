package sparecore.sandbox.selftest;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import sparecore.sandbox.LayerState;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;

/**
 * Runs hostile programs, then a good one, and compares each end with what the kernel's rules demand.
 *
 * <p>A seller whose table has a row that does not pass must not run anybody's program.
 */
public final class SelfTest {
    private static final byte[] NOTHING = new byte[0];
    private static final String CPUID_LAYER = "CPUID fault";

    private final Sandbox sandbox;
    private final Consumer<Row> progress;
    private final List<Row> rows = new ArrayList<>();

    private SelfTest(Sandbox sandbox, Consumer<Row> progress) {
        this.sandbox = sandbox;
        this.progress = progress;
    }

    /**
     * One line of the table.
     *
     * @param name what was tried
     * @param expected how it must end
     * @param got how it ended
     * @param pass whether they agree
     */
    public record Row(String name, String expected, String got, boolean pass) {}

    /**
     * Runs the table, in about one second; {@code full} tries every system-call number in all three ABIs as well.
     *
     * @param progress is told each row as it is known
     */
    public static List<Row> run(Sandbox sandbox, boolean full, Consumer<Row> progress) {
        SelfTest test = new SelfTest(sandbox, progress);
        Attempts.all(test.cpuidFaults()).forEach(test::attempt);
        if (full) {
            CallTable.groups().forEach(test::attempt);
        }
        test.lookFromOutside();
        test.workHonestly();
        return List.copyOf(test.rows);
    }

    /** Runs the table without telling of its progress. */
    public static List<Row> run(Sandbox sandbox, boolean full) {
        return run(sandbox, full, row -> {});
    }

    /** Whether every row passed. */
    public static boolean passed(List<Row> rows) {
        return !rows.isEmpty() && rows.stream().allMatch(Row::pass);
    }

    private boolean cpuidFaults() {
        return sandbox.layers().layers().stream()
                .filter(layer -> layer.layer().equals(CPUID_LAYER))
                .anyMatch(LayerState::holds);
    }

    private void attempt(Attempt attempt) {
        RunReport report = attempt.run(sandbox, NOTHING);
        add(new Row(
                attempt.name(),
                attempt.expected().text(),
                Expectation.got(report),
                attempt.expected().agrees(report)));
    }

    /** One row for many attempts, and one more for each that did not end as it must. */
    private void attempt(CallTable.Group group) {
        Map<String, Integer> ends = new TreeMap<>();
        List<Row> wrong = new ArrayList<>();
        for (Attempt attempt : group.attempts()) {
            RunReport report = attempt.run(sandbox, NOTHING);
            String got = Expectation.got(report);
            ends.merge(got, 1, Integer::sum);
            if (!attempt.expected().agrees(report)) {
                wrong.add(new Row(
                        group.name() + ": " + attempt.name(), attempt.expected().text(), got, false));
            }
        }
        add(new Row(group.name(), "as kernel/seccomp.c says", histogram(ends), wrong.isEmpty()));
        wrong.forEach(this::add);
    }

    private static String histogram(Map<String, Integer> ends) {
        List<String> parts = new ArrayList<>();
        ends.forEach((end, count) -> parts.add(count + " × " + end));
        return String.join(", ", parts);
    }

    private void lookFromOutside() {
        Observation.observe(sandbox).forEach(this::add);
    }

    private void workHonestly() {
        Attempt good = Attempt.of("turns its input into capitals", HostileCode.upperCase(), Expectation.exited(0));
        byte[] input = "sparecore".getBytes(StandardCharsets.US_ASCII);
        RunReport report = good.run(sandbox, input);
        String output = new String(report.output(), StandardCharsets.US_ASCII);
        boolean pass = report.outcome() == Outcome.EXITED && output.equals("SPARECORE");
        String got = pass ? output : Expectation.got(report) + " and " + report.output().length + " bytes";
        add(new Row(good.name(), "SPARECORE", got, pass));
    }

    private void add(Row row) {
        rows.add(row);
        progress.accept(row);
    }
}

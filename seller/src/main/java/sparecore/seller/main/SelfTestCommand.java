package sparecore.seller.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.SandboxUnavailableException;
import sparecore.sandbox.selftest.SelfTest;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.ProgressBar;
import sparecore.terminal.Table;

/** {@code sparecore seller selftest}: runs hostile programs, each of which must die, then good ones. */
@Command(
        name = "selftest",
        description = "Runs hostile programs in the sandbox, each of which must die, then good ones.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all passed",
            "1:something survived, or a good program failed: nothing may be sold here",
            "3:this machine cannot run the sandbox"
        })
final class SelfTestCommand implements Callable<Integer> {
    private static final long NANOS_PER_MILLI = 1_000_000;

    @Option(names = "--full", description = "Try every system-call number in all three ABIs as well.")
    private boolean full;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    private int tried;

    @Override
    public Integer call() {
        List<SelfTest.Row> rows = run();
        boolean passed = rows.stream().allMatch(SelfTest.Row::pass);
        System.out.print(json ? Json.pretty(object(rows, passed)) + "\n" : table(rows, passed));
        System.out.flush();
        return (passed ? ExitCode.OK : ExitCode.FAILED).status();
    }

    private List<SelfTest.Row> run() {
        ProgressBar progress = new ProgressBar("selftest", System.err, ProgressBar.isTerminal());
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT)) {
            return SelfTest.run(
                    sandbox, full, row -> progress.update(++tried, 0, row.name(), System.nanoTime() / NANOS_PER_MILLI));
        } catch (SandboxUnavailableException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } finally {
            progress.finish();
        }
    }

    private static String table(List<SelfTest.Row> rows, boolean passed) {
        Table table = new Table("test", "expected", "got", "");
        for (SelfTest.Row row : rows) {
            table.row(row.name(), row.expected(), row.got(), row.pass() ? "ok" : "FAILED");
        }
        long failures = rows.stream().filter(row -> !row.pass()).count();
        return table
                + (passed
                        ? "\nAll " + rows.size() + " passed: this machine may sell.\n"
                        : "\n" + failures + " of " + rows.size() + " FAILED: nothing may be sold on this machine.\n");
    }

    private static JsonObject object(List<SelfTest.Row> rows, boolean passed) {
        JsonArray tests = new JsonArray();
        for (SelfTest.Row row : rows) {
            JsonObject test = new JsonObject();
            test.addProperty("test", row.name());
            test.addProperty("expected", row.expected());
            test.addProperty("got", row.got());
            test.addProperty("pass", row.pass());
            tests.add(test);
        }
        JsonObject object = new JsonObject();
        object.addProperty("pass", passed);
        object.add("tests", tests);
        return object;
    }
}

package sparecore.buyer.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.PackOptions;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.bench.Figures;
import sparecore.sandbox.bench.SandboxBench;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.Table;

/** {@code sparecore bench sandbox}. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = {
            "How long it takes from the start of a run to its first byte, and until it is gone: in the sandbox, as a plain"
                    + " posix_spawn without one, and in bubblewrap, crun, firejail and gVisor's runsc where they are"
                    + " installed and work.",
            "All launch the same program, the first two in turns."
        })
final class BenchSandbox implements Callable<Integer> {
    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "2000",
            description = "runs of each (default: ${DEFAULT-VALUE})")
    private int rounds = 2000;

    @Option(
            names = "--program",
            paramLabel = "FILE",
            description =
                    "launch this program, which writes something and ends; an ordinary one is packed for the sandbox"
                            + " (default: one of two system calls)")
    @Nullable
    private Path program;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new Failure(ExitCode.USAGE, "--rounds: at least 1, not " + rounds);
        }
        try (Sandbox sandbox = LocalSandbox.open()) {
            SandboxBench.Result result = run(sandbox, Math.max(1, rounds / 4));
            System.out.print(json ? Json.pretty(json(result)) + "\n" : text(result));
            return ExitCode.OK.status();
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot run the benchmark's program: " + e.getMessage(), e);
        }
    }

    private SandboxBench.Result run(Sandbox sandbox, int warmUpRounds) throws IOException {
        if (program == null) {
            return SandboxBench.run(sandbox, warmUpRounds, rounds);
        }
        ProgramFile file = ProgramFile.load(program);
        ProgramFile sent = file.abi() == Abi.LINUX ? file.packed(PackOptions.DEFAULT) : file;
        try {
            return SandboxBench.run(sandbox, sent.program(), program, warmUpRounds, rounds);
        } catch (IllegalStateException e) {
            throw new Failure(
                    ExitCode.USAGE, program + " must write something and end with status 0: " + e.getMessage(), e);
        }
    }

    private static String text(SandboxBench.Result result) {
        Table table = new Table("µs", "first byte", "p99", "reaped", "p99 ");
        for (Figures figures : result.figures()) {
            table.row(
                    figures.launcher(),
                    micros(figures.firstByteMedianMicros()),
                    micros(figures.firstByteP99Micros()),
                    micros(figures.reapedMedianMicros()),
                    micros(figures.reapedP99Micros()));
        }
        return table
                + String.format(
                        Locale.ROOT,
                        "strict to plain: %.2f to the first byte, %.2f until reaped%n",
                        result.strictToPlainFirstByte(),
                        result.strictToPlainReaped());
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.0f", micros);
    }

    private static JsonObject json(SandboxBench.Result result) {
        JsonArray launchers = new JsonArray();
        for (Figures figures : result.figures()) {
            JsonObject row = new JsonObject();
            row.addProperty("launcher", figures.launcher());
            row.addProperty("rounds", figures.rounds());
            row.addProperty("firstByteMedianMicros", figures.firstByteMedianMicros());
            row.addProperty("firstByteP99Micros", figures.firstByteP99Micros());
            row.addProperty("reapedMedianMicros", figures.reapedMedianMicros());
            row.addProperty("reapedP99Micros", figures.reapedP99Micros());
            launchers.add(row);
        }
        JsonObject object = new JsonObject();
        object.add("launchers", launchers);
        object.addProperty("strictToPlainFirstByte", result.strictToPlainFirstByte());
        object.addProperty("strictToPlainReaped", result.strictToPlainReaped());
        return object;
    }
}

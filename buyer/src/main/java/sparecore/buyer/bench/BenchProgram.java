package sparecore.buyer.bench;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.exec.PackingOptions;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.exec.ProgramLine;
import sparecore.buyer.exec.RunOptions;
import sparecore.result.RunLimits;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.Streams;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore bench program}: a whole program natively and in the sandbox. */
@Command(
        name = "program",
        mixinStandardHelpOptions = true,
        description = {
            "How long a program takes in the sandbox, compared with natively: pairs of runs from start to end, in turns, with nothing on"
                    + " standard input and the output dropped.",
            "The ratio is the median of the pairs' ratios."
        })
final class BenchProgram implements Callable<Integer> {
    private static final double NANOS_PER_SECOND = 1e9;

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "9",
            description = "pairs of runs (default: ${DEFAULT-VALUE})")
    private int pairs = 9;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Mixin
    private ProgramLine line = new ProgramLine();

    @Override
    public Integer call() {
        if (pairs < 1) {
            throw new Failure(ExitCode.USAGE, "--pairs: at least 1, not " + pairs);
        }
        ProgramFile file = packing.prepare(ProgramFile.load(line.program()), Set.of());
        file.requireFits(run.limits(file));
        Series natives = new Series();
        Series sandboxed = new Series();
        Series ratios = new Series();
        try (Sandbox sandbox = LocalSandbox.open()) {
            for (int pair = -1; pair < pairs; pair++) { // the first one warms up
                double here = seconds(this::runNatively);
                double there = seconds(() -> runPacked(sandbox, file));
                if (pair >= 0) {
                    natives.add(here);
                    sandboxed.add(there);
                    ratios.add(there / here);
                }
            }
        }
        tell(natives.median(), sandboxed.median(), ratios.median());
        return ExitCode.OK.status();
    }

    private void tell(double here, double there, double ratio) {
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("program", String.valueOf(line.program().getFileName()));
            object.addProperty("pairs", pairs);
            object.addProperty("nativeMedianSeconds", here);
            object.addProperty("sandboxMedianSeconds", there);
            object.addProperty("ratioMedian", ratio);
            System.out.println(Json.line(object));
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "natively %.4f s, in the sandbox %.4f s, ratio %.3f (medians of %d pairs)%n",
                here,
                there,
                ratio,
                pairs);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / NANOS_PER_SECOND;
    }

    private void runNatively() {
        List<String> words = line.words(line.program().toAbsolutePath().toString());
        try {
            Process process = new ProcessBuilder(words)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int unusedStatus = process.waitFor();
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot run " + line.program() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private void runPacked(Sandbox sandbox, ProgramFile file) {
        RunLimits allowed = run.limits(file);
        Limits limits = new Limits(
                allowed.memoryBytes(),
                allowed.cpuSeconds(),
                allowed.outputBytes(),
                allowed.errorBytes(),
                Limits.WALL_TIME_MAX);
        Streams dropped =
                new Streams(Streams.NO_INPUT, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        try {
            RunReport report = sandbox.start(
                            file.program(),
                            limits,
                            new Invocation(line.words(file.name()), Map.of(), new byte[0]),
                            dropped)
                    .await();
            if (report.outcome() != Outcome.EXITED) {
                throw new Failure(ExitCode.FAILED, report.describe());
            }
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}

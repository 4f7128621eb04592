package sparecore.buyer.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            "First after a rest of 10 ms each, all programs in turns; then in a row, as in a job of many short fragments."
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
                    "launch this program too, which writes something and ends; an ordinary one is packed for the sandbox"
                            + " (may be repeated; a raw program of two system calls is always there)")
    private List<Path> programs = List.of();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        if (rounds < 1) {
            throw new Failure(ExitCode.USAGE, "--rounds: at least 1, not " + rounds);
        }
        List<Sandbox> sandboxes = new ArrayList<>();
        try (SandboxBench bench = new SandboxBench()) {
            bench.addTwoCalls(opened(sandboxes));
            for (Path program : programs) {
                ProgramFile file = ProgramFile.load(program);
                ProgramFile sent = file.abi() == Abi.LINUX ? file.packed(PackOptions.DEFAULT) : file;
                bench.add(program.getFileName().toString(), opened(sandboxes), sent.program(), program);
            }
            List<Figures> figures = bench.run(Math.max(1, rounds / 4), rounds);
            System.out.print(json ? Json.pretty(json(figures)) + "\n" : text(figures));
            return ExitCode.OK.status();
        } catch (IllegalStateException e) {
            throw new Failure(
                    ExitCode.USAGE, "a program must write something and end with status 0: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot run the benchmark's program: " + e.getMessage(), e);
        } finally {
            sandboxes.forEach(Sandbox::close);
        }
    }

    private static Sandbox opened(List<Sandbox> sandboxes) {
        Sandbox sandbox = LocalSandbox.open();
        sandboxes.add(sandbox);
        return sandbox;
    }

    private static String text(List<Figures> figures) {
        Table table = new Table("program", "µs", "first byte", "p99", "reaped", "p99 ", "of plain");
        String program = "";
        for (Figures figure : figures) {
            table.row(
                    figure.program().equals(program) ? "" : figure.program(),
                    figure.launcher(),
                    micros(figure.firstByteMedianMicros()),
                    micros(figure.firstByteP99Micros()),
                    micros(figure.reapedMedianMicros()),
                    micros(figure.reapedP99Micros()),
                    String.format(Locale.ROOT, "%.2f", SandboxBench.toPlain(figure, figures)));
            program = figure.program();
        }
        return table.toString();
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.0f", micros);
    }

    private static JsonObject json(List<Figures> figures) {
        JsonArray launchers = new JsonArray();
        for (Figures figure : figures) {
            JsonObject row = new JsonObject();
            row.addProperty("program", figure.program());
            row.addProperty("launcher", figure.launcher());
            row.addProperty("rounds", figure.rounds());
            row.addProperty("firstByteMedianMicros", figure.firstByteMedianMicros());
            row.addProperty("firstByteP99Micros", figure.firstByteP99Micros());
            row.addProperty("reapedMedianMicros", figure.reapedMedianMicros());
            row.addProperty("reapedP99Micros", figure.reapedP99Micros());
            row.addProperty("firstByteToPlain", SandboxBench.toPlain(figure, figures));
            launchers.add(row);
        }
        JsonObject object = new JsonObject();
        object.add("launchers", launchers);
        return object;
    }
}

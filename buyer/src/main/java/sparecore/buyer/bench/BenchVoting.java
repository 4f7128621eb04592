package sparecore.buyer.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.Table;
import sparecore.vote.trial.Cell;
import sparecore.vote.trial.Comparison;
import sparecore.vote.trial.Comparison.Extent;
import sparecore.vote.trial.Score;

/** {@code sparecore bench voting}. */
@Command(
        name = "voting",
        mixinStandardHelpOptions = true,
        description = {
            "How often wrong results are accepted, and how many runs a fragment costs, where a share f of the sellers falsifies a"
                    + " share s of the fragments: with the rule that ships, and with those of others, in simulated markets.",
            "Exits with status 1 if a promise of ours is broken: the error's upper 95 % bound is above 1.5 times what was asked."
        })
final class BenchVoting implements Callable<Integer> {
    @Option(
            names = "--fragments",
            paramLabel = "N",
            defaultValue = "100000",
            description = "fragments of one job (default: ${DEFAULT-VALUE}); jobs are repeated for tight bounds")
    private int fragments = 100_000;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "of the markets (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--quick", description = "fewer lines, wider bounds")
    private boolean quick;

    @Option(names = "--full", description = "all shares of liars, and errors down to 1e-6; takes long")
    private boolean full;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "also draw runs per fragment and error as an SVG picture")
    @Nullable
    private Path plot;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        if (fragments < 1 || (quick && full)) {
            throw new Failure(ExitCode.USAGE, "--fragments: at least 1; and not both --quick and --full");
        }
        Extent extent = quick ? Extent.QUICK : full ? Extent.FULL : Extent.USUAL;
        List<Cell> cells = new Comparison(fragments, seed, extent).run(BenchVoting::tell);
        if (plot != null) {
            write(plot, new VotingPlot(cells).svg());
        }
        long broken = cells.stream().filter(Cell::isBroken).count();
        System.out.print(json ? Json.pretty(json(cells, broken)) + "\n" : text(cells, broken));
        return (broken == 0 ? ExitCode.OK : ExitCode.FAILED).status();
    }

    private String text(List<Cell> cells, long broken) {
        Table table = new Table("scheme", "f", "s", "E", "error", "at most", "R", "plan", "promise");
        for (Cell cell : cells) {
            table.row(
                    cell.scheme(),
                    cell.saboteurs(),
                    cell.rate(),
                    cell.error() == 0 ? "none" : power(cell.error()),
                    power(cell.score().error()),
                    power(cell.score().errorUpper()),
                    String.format(Locale.ROOT, "%.2f", cell.score().redundancy()),
                    cell.plan(),
                    cell.error() == 0 ? "" : cell.isKept() ? "kept" : "broken");
        }
        return table
                + String.format(
                        Locale.ROOT,
                        "jobs of %,d fragments, seed %d; of our promises %s%n",
                        fragments,
                        seed,
                        broken == 0 ? "all are kept" : broken + " are broken");
    }

    private static String power(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    private JsonObject json(List<Cell> cells, long broken) {
        JsonArray rows = new JsonArray();
        for (Cell cell : cells) {
            rows.add(json(cell));
        }
        JsonObject object = new JsonObject();
        object.addProperty("fragmentsPerJob", fragments);
        object.addProperty("seed", seed);
        object.addProperty("promisesBroken", broken);
        object.add("cells", rows);
        return object;
    }

    private static JsonObject json(Cell cell) {
        Score score = cell.score();
        JsonObject row = new JsonObject();
        row.addProperty("scheme", cell.scheme());
        row.addProperty("saboteurs", cell.saboteurs());
        row.addProperty("plan", cell.plan());
        row.addProperty("rate", cell.rate());
        if (cell.error() > 0) {
            row.addProperty("errorAsked", cell.error());
            row.addProperty("kept", cell.isKept());
        }
        row.addProperty("fragments", score.fragments());
        row.addProperty("wrong", score.wrong());
        row.addProperty("error", score.error());
        row.addProperty("errorUpper95", score.errorUpper());
        row.addProperty("redundancy", score.redundancy());
        row.addProperty("checks", score.checks());
        row.addProperty("computedByBuyer", score.own());
        return row;
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private static void tell(Cell cell) {
        System.err.printf(
                Locale.ROOT,
                "sparecore: %s, f %s, s %s, E %s %s: R %.2f%n",
                cell.scheme(),
                cell.saboteurs(),
                cell.rate(),
                cell.error(),
                cell.plan(),
                cell.score().redundancy());
    }
}

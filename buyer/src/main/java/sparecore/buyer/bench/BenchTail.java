package sparecore.buyer.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.Table;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** {@code sparecore bench tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "How long after the ideal a job of uneven fragments ends, on simulated sellers of uneven speed that come and go: with the"
                    + " scheduler that ships, and without the copies that it gives to idle sellers at the end.",
            "With --error the ideal is that of all votes that the jobs without copies needed.",
            "Exits with status 1 if the jobs take more than 1.2 times the ideal on average."
        })
final class BenchTail implements Callable<Integer> {
    private static final double RATIO_MOST = 1.2;

    @Option(names = "--fragments", paramLabel = "N", description = "of each job (default: ${DEFAULT-VALUE})")
    private int fragments = 1_000;

    @Option(names = "--sellers", paramLabel = "N", description = "of one slot each (default: ${DEFAULT-VALUE})")
    private int sellers = 100;

    @Option(names = "--jobs", paramLabel = "N", description = "each on other sellers (default: ${DEFAULT-VALUE})")
    private int jobs = 10;

    @Option(names = "--seed", paramLabel = "N", description = "of the first job (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--error", paramLabel = "E", description = "ask for an error (default: one result is enough)")
    @Nullable
    private Double error;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        if (fragments < 1 || sellers < 1 || jobs < 1) {
            throw new Failure(ExitCode.USAGE, "--fragments, --sellers and --jobs: at least 1");
        }
        Acceptance rule = rule();
        Table table = new Table("seed", "ideal, s", "took, s", "ratio", "copies", "runs", "without copies", "runs");
        JsonArray rows = new JsonArray();
        double worst = 0;
        double sum = 0;
        for (long one = seed; one < seed + jobs; one++) {
            TailTrial plain = new TailTrial(rule, fragments, sellers, one, false);
            TailTrial.Outcome without = plain.run();
            TailTrial.Outcome with = new TailTrial(rule, fragments, sellers, one, true).run(plain.votedMillis());
            worst = Math.max(worst, with.ratio());
            sum += with.ratio();
            table.row(
                    one,
                    whole(with.idealSeconds()),
                    whole(with.seconds()),
                    ratio(with.ratio()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * with.copies()),
                    ratio(with.runs()),
                    ratio(without.ratio()),
                    ratio(without.runs()));
            rows.add(row(one, with, without));
        }
        double mean = sum / jobs;
        System.out.print(
                json
                        ? Json.pretty(object(rows, mean, worst)) + "\n"
                        : table + "on average " + ratio(mean) + ", the worst " + ratio(worst) + "\n");
        return (mean <= RATIO_MOST ? ExitCode.OK : ExitCode.FAILED).status();
    }

    private Acceptance rule() {
        if (error == null) {
            return new Quorum(1);
        }
        try {
            return Terms.of(error);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--error: " + e.getMessage());
        }
    }

    private static String whole(double seconds) {
        return String.format(Locale.ROOT, "%.0f", seconds);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static JsonObject row(long seed, TailTrial.Outcome with, TailTrial.Outcome without) {
        JsonObject row = new JsonObject();
        row.addProperty("seed", seed);
        row.addProperty("idealSeconds", with.idealSeconds());
        row.addProperty("seconds", with.seconds());
        row.addProperty("ratio", with.ratio());
        row.addProperty("copies", with.copies());
        row.addProperty("runs", with.runs());
        row.addProperty("ratioWithoutCopies", without.ratio());
        row.addProperty("runsWithoutCopies", without.runs());
        return row;
    }

    private JsonObject object(JsonArray rows, double mean, double worst) {
        JsonObject object = new JsonObject();
        object.addProperty("fragments", fragments);
        object.addProperty("sellers", sellers);
        object.addProperty("meanRatio", mean);
        object.addProperty("worstRatio", worst);
        object.add("jobs", rows);
        return object;
    }
}

package sparecore.buyer.bench;

import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore bench simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Simulates whole markets: the shipped broker, sellers and buyers on a simulated clock and network, with crashes, lost links"
                    + " and hostile peers, and checks after every event that money and leases are right. Each follows from its seed.",
            "Exits with status 1, and names the seed, at the first that is not."
        })
final class BenchSimulate implements Callable<Integer> {
    private static final long SEEDS_DEFAULT = 1_000;
    private static final double NANOS = 1e9;

    @Option(names = "--seeds", paramLabel = "N", description = "how many (default: 1000; with --seed alone that one)")
    @Nullable
    private Long seeds;

    @Option(names = "--seed", paramLabel = "S", description = "the first one (default: 1)")
    @Nullable
    private Long seed;

    @Option(
            names = "--schedules",
            description =
                    "not whole markets, but messages about payments at the broker's core alone, dropped, repeated and reordered")
    private boolean schedules;

    @Option(names = "--threads", paramLabel = "N", description = "how many at once (default: one for each processor)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() {
        long first = seed == null ? 1 : seed;
        long count = seeds != null ? seeds : seed != null ? 1 : SEEDS_DEFAULT;
        if (count < 1 || threads < 1) {
            throw new Failure(ExitCode.USAGE, "--seeds and --threads: at least 1");
        }
        Simulation simulation = ServiceLoader.load(Simulation.class)
                .findFirst()
                .orElseThrow(
                        () -> new Failure(
                                ExitCode.ENVIRONMENT,
                                "the simulation is one of the tests, which are not here: start it with ./sparecore in a source tree"));
        long begun = System.nanoTime();
        Simulation.Report report =
                schedules ? simulation.schedules(first, count, threads) : simulation.markets(first, count, threads);
        double seconds = (System.nanoTime() - begun) / NANOS;
        System.out.print(json ? Json.pretty(json(report, seconds)) + "\n" : text(report, seconds));
        report.broken()
                .ifPresent(broken -> System.err.println("sparecore: seed " + broken.seed() + " is broken: "
                        + broken.problem() + ". Replay it with --seed " + broken.seed()));
        return (report.broken().isEmpty() ? ExitCode.OK : ExitCode.FAILED).status();
    }

    private String text(Simulation.Report report, double seconds) {
        return String.format(
                Locale.ROOT,
                "%,d %s in %.1f s: %,.0f a second, %,.0f events and %,.0f faults a second%s%n",
                report.seeds(),
                schedules ? "schedules of payments" : "markets",
                seconds,
                report.seeds() / seconds,
                report.events() / seconds,
                report.faults() / seconds,
                schedules ? "" : String.format(Locale.ROOT, "; %,d leases renewed", report.renewals()));
    }

    private static JsonObject json(Simulation.Report report, double seconds) {
        JsonObject object = new JsonObject();
        object.addProperty("seeds", report.seeds());
        object.addProperty("events", report.events());
        object.addProperty("faults", report.faults());
        object.addProperty("renewals", report.renewals());
        object.addProperty("seconds", seconds);
        report.broken().ifPresent(broken -> {
            object.addProperty("brokenSeed", broken.seed());
            object.addProperty("problem", broken.problem());
        });
        return object;
    }
}

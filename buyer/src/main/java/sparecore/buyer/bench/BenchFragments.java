package sparecore.buyer.bench;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.map.Interruption;
import sparecore.buyer.rig.LocalMarket;
import sparecore.buyer.rig.Rig;
import sparecore.buyer.rig.ScratchFolder;
import sparecore.buyer.rig.Surroundings;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore bench fragments}; also the clock's adapter. */
@Command(
        name = "fragments",
        mixinStandardHelpOptions = true,
        description = {
            "How many fragments a second go through a broker, sellers with two slots together, and a buyer daemon, as processes of"
                    + " their own on loopback: each fragment in a fresh sandbox, signed, voted on, paid and on disk.",
            "In the same run: how many times a second xargs -P2 starts the same program with nothing around it."
        })
final class BenchFragments implements Callable<Integer> {
    private static final int SLOTS = 2;
    private static final int WARM_UP_ROUNDS = 10;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final double BYTES_PER_MB = 1e6;
    private static final String GIFT_CREDITS = "1000";

    @Option(
            names = "--fragments",
            paramLabel = "N",
            defaultValue = "10000",
            description = "fragments per round (default: ${DEFAULT-VALUE})")
    private int fragments = 10_000;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "rounds, of which the medians are told (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    private final LongSupplier clockNanos = System::nanoTime;
    private final Series xargs = new Series();
    private final Series oneReplica = new Series();
    private final Series twoReplicas = new Series();
    private final Series blocks = new Series();

    @Override
    public Integer call() {
        if (rounds < 1 || fragments < 1) {
            throw new Failure(ExitCode.USAGE, "--rounds and --fragments: at least 1");
        }
        Surroundings surroundings = Surroundings.find();
        onMarket(surroundings, List.of(seller(SLOTS)), market -> measureOne(surroundings, market));
        onMarket(surroundings, List.of(seller(1), seller(1)), market -> measureTwo(surroundings, market));
        System.out.print(json ? Json.pretty(json()) + "\n" : text());
        return ExitCode.OK.status();
    }

    private static List<String> seller(int slots) {
        return List.of("--always", "--slots", Integer.toString(slots));
    }

    private static void onMarket(
            Surroundings surroundings, List<List<String>> sellers, Consumer<LocalMarket> measuring) {
        try (ScratchFolder folder = new ScratchFolder();
                Rig rig = new Rig(surroundings.installation(), folder.path());
                Interruption interruption = new Interruption(() -> {
                    rig.close();
                    folder.close();
                })) {
            tell("starting a market with " + sellers.size() + (sellers.size() == 1 ? " seller" : " sellers"));
            try (LocalMarket market = new LocalMarket(rig, sellers)) {
                market.credit(GIFT_CREDITS);
                measuring.accept(market);
            } catch (RuntimeException e) {
                interruption.awaitIfBegun();
                throw e;
            }
        }
    }

    private void measureOne(Surroundings surroundings, LocalMarket market) {
        Path noop = surroundings.program("noop");
        XargsRate yardstick = new XargsRate(noop, clockNanos);
        FragmentRate rate = rate(market, noop, 1);
        FragmentRate echo = rate(market, surroundings.program("echo"), 1);
        ByteString block = ByteString.copyFrom(new byte[BLOCK_BYTES]);
        int blockCount = Math.max(1, fragments / 8);
        warmUp(rate);
        double unused = echo.measure(block, blockCount) + yardstick.measure(fragments);
        for (int round = 1; round <= rounds; round++) {
            double bare = xargs.add(yardstick.measure(fragments));
            double sold = oneReplica.add(rate.measure(ByteString.EMPTY, fragments));
            blocks.add(echo.measure(block, blockCount) * BLOCK_BYTES / BYTES_PER_MB);
            tell(round, String.format(Locale.ROOT, "xargs %,.0f/s, one replica %,.0f/s", bare, sold));
        }
    }

    private void measureTwo(Surroundings surroundings, LocalMarket market) {
        FragmentRate rate = rate(market, surroundings.program("noop"), 2);
        warmUp(rate);
        for (int round = 1; round <= rounds; round++) {
            double sold = twoReplicas.add(rate.measure(ByteString.EMPTY, fragments));
            tell(round, String.format(Locale.ROOT, "two replicas %,.0f/s", sold));
        }
    }

    /** Daemons run for days: what their first seconds are like, while the JVM compiles them, is not what is asked. */
    private void warmUp(FragmentRate rate) {
        double unused = 0;
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            unused += rate.measure(ByteString.EMPTY, fragments);
        }
    }

    private FragmentRate rate(LocalMarket market, Path program, int replicas) {
        return new FragmentRate(market.client(), ProgramFile.load(program), replicas, SLOTS, clockNanos);
    }

    private String text() {
        return String.format(
                Locale.ROOT,
                "xargs -P2, no sandbox          %,9.0f runs/s%n"
                        + "fragments, one replica         %,9.0f /s     %.2f of xargs%n"
                        + "fragments, two replicas        %,9.0f /s%n"
                        + "64 KiB in and 64 KiB out       %,9.1f MB/s each way%n"
                        + "medians of %d rounds of %,d fragments%n",
                xargs.median(),
                oneReplica.median(),
                oneReplica.median() / xargs.median(),
                twoReplicas.median(),
                blocks.median(),
                rounds,
                fragments);
    }

    private JsonObject json() {
        JsonObject object = new JsonObject();
        object.addProperty("rounds", rounds);
        object.addProperty("fragmentsPerRound", fragments);
        object.addProperty("xargsPerSecond", xargs.median());
        object.addProperty("oneReplicaPerSecond", oneReplica.median());
        object.addProperty("oneReplicaToXargs", oneReplica.median() / xargs.median());
        object.addProperty("twoReplicasPerSecond", twoReplicas.median());
        object.addProperty("megabytesPerSecondEachWay", blocks.median());
        return object;
    }

    private void tell(int round, String figures) {
        tell("round " + round + " of " + rounds + ": " + figures);
    }

    private static void tell(String text) {
        System.err.println("sparecore: " + text);
    }
}

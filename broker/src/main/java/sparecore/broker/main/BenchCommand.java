package sparecore.broker.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.CreditRequest;
import sparecore.broker.bench.BrokerChild;
import sparecore.broker.bench.CrowdBench;
import sparecore.broker.bench.EngineBench;
import sparecore.broker.bench.RelayBench;
import sparecore.broker.bench.ScratchBroker;
import sparecore.broker.bench.ScratchServer;
import sparecore.broker.bench.SettlementBench;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.Table;

/** {@code broker bench}: what a broker does in a second, and what a crowd costs it. */
@CommandLine.Command(
        name = "bench",
        description = {
            "Measures brokers of its own, in a temporary folder: orders matched by the engine alone, settlements through the"
                    + " network on SQLite and PostgreSQL, crowds of connected sellers, and what the relay carries. Takes some"
                    + " minutes."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private enum What {
        ENGINE,
        SETTLEMENTS,
        CROWD,
        RELAY
    }

    private static final int ORDERS_MAX = 1_000_000;
    private static final int SELLERS_MAX = 16_000;
    private static final int VOUCHERS_MAX = 100_000;

    /** One commit each is slow enough to be measured with fewer. */
    private static final int FEWER = 10;

    private static final double MEBI = 1 << 20;
    private static final List<String> JVM = List.of("-Xmx256m");
    private static final List<String> JVM_OF_CROWD = List.of("-Xmx2g");
    private static final Credits PLENTY = Credits.ofWhole(100_000);

    @CommandLine.Parameters(
            arity = "0..*",
            paramLabel = "WHAT",
            description = "Any of ${COMPLETION-CANDIDATES}; all of them by default.")
    private List<What> what = List.of(What.values());

    @CommandLine.Option(
            names = "--sellers",
            split = ",",
            paramLabel = "N",
            defaultValue = "100,1000,10000",
            description = "The sizes of books and crowds, rising (default: ${DEFAULT-VALUE}).")
    private List<Integer> sellers = List.of();

    @CommandLine.Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Bids that the engine matches in each book (default: ${DEFAULT-VALUE}).")
    private int orders;

    @CommandLine.Option(
            names = "--vouchers",
            paramLabel = "N",
            defaultValue = "200",
            description = "Vouchers of each of " + SettlementBench.SELLERS
                    + " sellers, and a tenth of them with one commit each (default: ${DEFAULT-VALUE}).")
    private int vouchers;

    @CommandLine.Option(
            names = "--store",
            paramLabel = "URL",
            description = "Measure settlements on this PostgreSQL server, in place of one that is started for it;"
                    + " jdbc:postgresql://… with an empty schema, in which the books of the run are left.")
    private @Nullable String store;

    @CommandLine.Option(
            names = "--store-password",
            paramLabel = "FILE",
            description = "Has the password for --store in its first line.")
    private @Nullable Path storePassword;

    @CommandLine.Option(names = "--json", description = "One JSON object.")
    private boolean json;

    private final SecureRandom random = new SecureRandom();
    private final JsonObject figures = new JsonObject();

    @Override
    public Integer call() throws InterruptedException {
        requireSound();
        try {
            for (What each : what) {
                say("measuring " + each.name().toLowerCase(Locale.ROOT) + "…");
                Table table =
                        switch (each) {
                            case ENGINE -> engine();
                            case SETTLEMENTS -> settlements();
                            case CROWD -> crowd();
                            case RELAY -> relay();
                        };
                if (!json) {
                    System.out.println(table);
                }
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot measure: " + e.getMessage(), e);
        }
        if (json) {
            System.out.println(Json.pretty(figures));
        }
        return ExitCode.OK.status();
    }

    private void requireSound() {
        requireWithin("--orders", orders, ORDERS_MAX);
        requireWithin("--vouchers", vouchers, VOUCHERS_MAX);
        int before = 0;
        for (int count : sellers) {
            requireWithin("--sellers", count, SELLERS_MAX);
            if (count <= before) {
                throw new Failure(ExitCode.USAGE, "--sellers: the sizes must rise");
            }
            before = count;
        }
        RunOptions.server(store, storePassword);
    }

    private static void requireWithin(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new Failure(ExitCode.USAGE, option + ": from 1 to " + most + ", not " + value);
        }
    }

    /** What is going on is no result. */
    private static void say(String text) {
        System.err.println("sparecore: " + text);
    }

    private Table engine() throws InterruptedException {
        Table table = new Table("asks", "bids that wait", "orders matched a second, the engine alone");
        JsonArray array = new JsonArray();
        EngineBench bench = new EngineBench(System::nanoTime);
        NodeKey key = NodeKey.generate(random);
        bench.run(key, sellers.get(0), orders);
        for (int count : sellers) {
            EngineBench.Figures result = bench.run(key, count, orders);
            table.row(result.asks(), result.waiting(), whole(result.perSecond()));
            JsonObject object = new JsonObject();
            object.addProperty("asks", result.asks());
            object.addProperty("bidsWaiting", result.waiting());
            object.addProperty("ordersPerSecond", result.perSecond());
            array.add(object);
        }
        figures.add("engine", array);
        return table;
    }

    private Table settlements() throws IOException, InterruptedException {
        Table table = new Table(
                "settlements a second", "together", "in a row", "one by one", "one commit each", "together to that");
        JsonObject object = new JsonObject();
        settle("SQLite", List.of(), table, object);
        Optional<Path> binaries = ScratchServer.installed();
        if (store != null) {
            List<String> options = new ArrayList<>(List.of("--store", store));
            if (storePassword != null) {
                options.addAll(List.of("--store-password", storePassword.toString()));
            }
            settle("PostgreSQL", options, table, object);
        } else if (binaries.isPresent()) {
            try (ScratchServer server = ScratchServer.start(binaries.get(), true);
                    ScratchBroker folder = new ScratchBroker()) {
                Path password = Files.writeString(folder.file("password"), server.password());
                settle(
                        "PostgreSQL",
                        List.of("--store", server.url(""), "--store-password", password.toString()),
                        table,
                        object);
            }
        } else {
            table.row("PostgreSQL", "not installed", "", "", "", "");
        }
        figures.add("settlements", object);
        return table;
    }

    private void settle(String name, List<String> options, Table table, JsonObject object)
            throws IOException, InterruptedException {
        try (ScratchBroker scratch = new ScratchBroker()) {
            say(name + ", group commit, vouchers of many leases together…");
            double together = settled(scratch.start(JVM, options), SettlementBench.Manner.TOGETHER, vouchers);
            say(name + ", group commit, vouchers in a row…");
            double inRow = settled(scratch.start(JVM, options), SettlementBench.Manner.IN_A_ROW, vouchers);
            say(name + ", group commit, vouchers one by one…");
            double grouped = settled(scratch.start(JVM, options), SettlementBench.Manner.ONE_BY_ONE, vouchers);
            say(name + ", one commit each…");
            List<String> oneByOne = new ArrayList<>(JVM);
            oneByOne.add("-D" + BrokerChild.BATCH_PROPERTY + "=1");
            double each = settled(
                    scratch.start(oneByOne, options), SettlementBench.Manner.ONE_BY_ONE, Math.max(1, vouchers / FEWER));
            table.row(
                    name,
                    whole(together),
                    whole(inRow),
                    whole(grouped),
                    whole(each),
                    String.format(Locale.ROOT, "%.1f", together / each));
            JsonObject result = new JsonObject();
            result.addProperty("togetherPerSecond", together);
            result.addProperty("inARowPerSecond", inRow);
            result.addProperty("groupCommitPerSecond", grouped);
            result.addProperty("oneCommitEachPerSecond", each);
            result.addProperty("ratio", together / each);
            object.add(name, result);
        }
    }

    private double settled(BrokerChild child, SettlementBench.Manner manner, int each)
            throws IOException, InterruptedException {
        double perSecond = new SettlementBench(System::nanoTime)
                .perSecond(child.awaitAddress(), node -> credit(child.folder(), node), manner, each);
        // Whatever comes later may fail.
        say(whole(perSecond) + " a second");
        return perSecond;
    }

    private Table crowd() throws IOException, InterruptedException {
        Table table = new Table(
                "sellers", "broker's memory", "each", "bid to ticket, p50", "p99", "processor time of a heartbeat");
        JsonArray array = new JsonArray();
        try (ScratchBroker scratch = new ScratchBroker();
                CrowdBench bench = crowd(scratch.start(JVM_OF_CROWD, List.of()))) {
            for (int count : sellers) {
                say(count + " sellers…");
                CrowdBench.Figures result = bench.with(count);
                table.row(
                        result.sellers(),
                        (result.residentBytes() >> 20) + " MiB",
                        (result.bytesEach() >> 10) + " KiB",
                        whole(result.p50Micros()) + " µs",
                        whole(result.p99Micros()) + " µs",
                        whole(result.beatMicros()) + " µs");
                JsonObject object = new JsonObject();
                object.addProperty("sellers", result.sellers());
                object.addProperty("residentBytes", result.residentBytes());
                object.addProperty("bytesEach", result.bytesEach());
                object.addProperty("bidToTicketP50Micros", result.p50Micros());
                object.addProperty("bidToTicketP99Micros", result.p99Micros());
                object.addProperty("heartbeatCpuMicros", result.beatMicros());
                array.add(object);
            }
        }
        figures.add("crowd", array);
        return table;
    }

    private Table relay() throws IOException, InterruptedException {
        Table table = new Table("connections at once", "through the relay", "dialled", "ratio");
        try (ScratchBroker scratch = new ScratchBroker()) {
            BrokerChild child = scratch.start(JVM, List.of("--relay-rate", RelayBench.RATE));
            RelayBench.Figures result =
                    new RelayBench(System::nanoTime).run(child.awaitAddress(), node -> credit(child.folder(), node));
            double ratio = result.relayed() / result.direct();
            table.row(
                    RelayBench.LEASES,
                    whole(result.relayed() / MEBI) + " MiB/s",
                    whole(result.direct() / MEBI) + " MiB/s",
                    String.format(Locale.ROOT, "%.2f", ratio));
            JsonObject object = new JsonObject();
            object.addProperty("connections", RelayBench.LEASES);
            object.addProperty("relayedBytesPerSecond", result.relayed());
            object.addProperty("directBytesPerSecond", result.direct());
            figures.add("relay", object);
        }
        return table;
    }

    private CrowdBench crowd(BrokerChild child) throws IOException, InterruptedException {
        return new CrowdBench(child, node -> credit(child.folder(), node), System::nanoTime);
    }

    private void credit(Path folder, NodeId node) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(random).toBytes()))
                .setNode(node.toWire())
                .setMicroCredits(PLENTY.micro())
                .build();
        ControlClient.ask(folder, broker -> broker.credit(request));
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}

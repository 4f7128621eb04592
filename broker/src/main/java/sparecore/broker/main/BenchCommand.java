package sparecore.broker.main;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import sparecore.api.broker.CreditRequest;
import sparecore.broker.bench.BrokerChild;
import sparecore.broker.bench.CrowdBench;
import sparecore.broker.bench.EngineBench;
import sparecore.broker.bench.ScratchServer;
import sparecore.broker.bench.SettlementBench;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Table;

/** {@code broker bench}: what a broker does in a second, and what a crowd costs it. */
@CommandLine.Command(
        name = "bench",
        description = {
            "Measures brokers of its own, in a temporary folder: orders matched by the engine alone, settlements through the"
                    + " network on SQLite and PostgreSQL, and crowds of connected sellers."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private enum What {
        ENGINE,
        SETTLEMENTS,
        CROWD
    }

    private static final int ORDERS = 20_000;

    /** A seller has at most 256 leases. */
    private static final int ORDERS_PER_ASK_MAX = 100;

    private static final int VOUCHERS = 1_000;

    /** One commit each is slow enough to be measured with fewer. */
    private static final int VOUCHERS_ONE_BY_ONE = 100;

    private static final List<String> JVM = List.of("-Xmx256m");
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
            description = "The sizes of crowds, rising (default: ${DEFAULT-VALUE}).")
    private List<Integer> sellers = List.of();

    private final SecureRandom random = new SecureRandom();

    @Override
    public Integer call() throws InterruptedException {
        try {
            for (What each : what) {
                System.out.print(
                        switch (each) {
                            case ENGINE -> engine();
                            case SETTLEMENTS -> settlements();
                            case CROWD -> crowd();
                        });
                System.out.println();
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot measure: " + e.getMessage(), e);
        }
        return ExitCode.OK.status();
    }

    private Table engine() throws InterruptedException {
        Table table = new Table("asks in the book", "orders matched a second, the engine alone");
        EngineBench bench = new EngineBench(System::nanoTime);
        NodeKey key = NodeKey.generate(random);
        double unused = bench.ordersPerSecond(key, 1_000, ORDERS);
        for (int count : sellers) {
            int asks = Math.max(count, ORDERS / ORDERS_PER_ASK_MAX);
            table.row(asks, whole(bench.ordersPerSecond(key, asks, ORDERS)));
        }
        return table;
    }

    private Table settlements() throws IOException, InterruptedException {
        Table table = new Table("settlements a second", "group commit", "one commit each");
        double sqlite = settled(List.of(), List.of(), VOUCHERS);
        double sqliteEach = settled(List.of("-D" + BrokerChild.BATCH_PROPERTY + "=1"), List.of(), VOUCHERS_ONE_BY_ONE);
        table.row("SQLite", whole(sqlite), whole(sqliteEach));
        Path binaries = ScratchServer.installed().orElse(null);
        if (binaries == null) {
            table.row("PostgreSQL", "not installed", "");
            return table;
        }
        try (ScratchServer server = ScratchServer.start(binaries, true)) {
            Path password = Files.createTempFile("sparecore", "password");
            Files.writeString(password, server.password());
            List<String> store = List.of("--store", server.url(""), "--store-password", password.toString());
            double postgres = settled(List.of(), store, VOUCHERS);
            Files.delete(password);
            table.row("PostgreSQL", whole(postgres), whole(settledEach(binaries)));
        }
        return table;
    }

    /** Books of another broker are none for this one: a server of its own. */
    private double settledEach(Path binaries) throws IOException, InterruptedException {
        try (ScratchServer server = ScratchServer.start(binaries, true)) {
            Path password = Files.createTempFile("sparecore", "password");
            Files.writeString(password, server.password());
            try {
                return settled(
                        List.of("-D" + BrokerChild.BATCH_PROPERTY + "=1"),
                        List.of("--store", server.url(""), "--store-password", password.toString()),
                        VOUCHERS_ONE_BY_ONE);
            } finally {
                Files.delete(password);
            }
        }
    }

    private double settled(List<String> java, List<String> options, int each) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sparecore-bench");
        List<String> jvm = new ArrayList<>(JVM);
        jvm.addAll(java);
        try (BrokerChild child = new BrokerChild(folder, jvm, options)) {
            return new SettlementBench(System::nanoTime)
                    .perSecond(child.awaitAddress(), node -> credit(child.folder(), node), each);
        } finally {
            discard(folder);
        }
    }

    private Table crowd() throws IOException, InterruptedException {
        Table table = new Table(
                "sellers", "broker's memory", "each", "bid to ticket, p50", "p99", "processor time of a heartbeat");
        Path folder = Files.createTempDirectory("sparecore-bench");
        try (BrokerChild child = new BrokerChild(folder, List.of("-Xmx2g"), List.of());
                CrowdBench bench = new CrowdBench(child, node -> credit(child.folder(), node), System::nanoTime)) {
            for (int count : sellers) {
                CrowdBench.Figures figures = bench.with(count);
                table.row(
                        figures.sellers(),
                        (figures.residentBytes() >> 20) + " MiB",
                        (figures.bytesEach() >> 10) + " KiB",
                        whole(figures.p50Micros()) + " µs",
                        whole(figures.p99Micros()) + " µs",
                        whole(figures.beatMicros()) + " µs");
            }
        } finally {
            discard(folder);
        }
        return table;
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

    private static void discard(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}

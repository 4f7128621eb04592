package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.broker.bench.ScratchServer;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.rig.Daemon;
import sparecore.buyer.rig.Installation;
import sparecore.buyer.rig.Part;
import sparecore.buyer.rig.Rig;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.KeyFile;
import sparecore.identity.NodeId;
import sparecore.terminal.Failure;

/** Two brokers with one set of books on a PostgreSQL server: the one in office is killed in the middle of a job. */
class FailoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theJobGoesOnWithTheOtherBrokerAndEveryCreditIsFoundAgain() throws Exception {
        Path binaries = ScratchServer.installed().orElse(null);
        if (binaries == null) {
            assertThat(System.getenv("SPARECORE_SKIP_NOTHING"))
                    .as("PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)")
                    .isNull();
            System.err.println("LEFT OUT: FailoverTest: PostgreSQL is not installed");
            Assumptions.abort("PostgreSQL is not installed");
            return;
        }
        try (ScratchServer server = ScratchServer.start(binaries, false);
                Rig rig = new Rig(Installation.classesOfThisProcess(), folder.resolve("r"))) {
            shareKey(rig.folder());
            Daemon first = broker(rig, server, "broker-1");
            Daemon second = broker(rig, server, "broker-2");
            assertThat(Operator.books(second).getStandsBy()).isTrue();
            String both = address(first) + ","
                    + address(second).substring(address(second).indexOf('@') + 1);
            List<Daemon> sellers = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                List<String> options = new ArrayList<>(List.of("--broker", both));
                options.addAll(WholeMarket.HONEST);
                sellers.add(rig.start(Part.SELLER, "seller-" + i, options.toArray(String[]::new)));
            }
            // By the other door at first: what it says is passed on.
            Daemon buyer = rig.start(
                    Part.BUYER,
                    "buyer",
                    "--broker",
                    BrokerAddress.parse(both).next().toString());
            try (BuyerClient client = BuyerClient.open(buyer.folder())) {
                buyer.await("it has a broker", PATIENCE, () -> isConnected(client));
                NodeId node = NodeId.fromWire(client.status().getNode());
                Operator.giveCredits(first, node);
                buyer.await("both offer", PATIENCE, () -> Operator.books(first).getAsksCount() == 2);
                workThroughTheKill(client, first, second);
                client.close();
                buyer.terminate();
                int ended = buyer.awaitEnd(PATIENCE);
                sellers.forEach(Daemon::terminate);
                sellers.forEach(seller -> seller.awaitEnd(PATIENCE));
                Ledger ledger = Ledger.balanced(Operator.books(second), node);
                assertThat(ledger.spent()).isPositive();
                assertThat(ledger.earned()).hasSize(2);
            }
        }
        assertThat(Payloads.left()).isEmpty();
    }

    private static void workThroughTheKill(BuyerClient client, Daemon first, Daemon second) {
        try (PrimesJob primes = new PrimesJob(client)) {
            primes.addUpTo(PrimesJob.FRAGMENTS / 2);
            primes.receive(2);
            first.kill();
            second.await("it is in office", PATIENCE, () -> isInOffice(second));
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
            long paid = primes.paid();
            assertThat(primes.job().getSpent()).isEqualTo(paid);
            second.await("all is settled", PATIENCE, () -> !Ledger.isAnythingHeld(Operator.books(second)));
        }
    }

    private static void shareKey(Path rig) throws IOException {
        Path one = Files.createDirectories(rig.resolve("broker-1")).resolve(DataFolder.KEY);
        KeyFile.loadOrCreate(one, new SecureRandom());
        Files.copy(
                one,
                Files.createDirectories(rig.resolve("broker-2")).resolve(DataFolder.KEY),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static Daemon broker(Rig rig, ScratchServer server, String name) throws IOException {
        Path password = Files.writeString(rig.folder().resolve(name + "-password"), server.password());
        Daemon broker = rig.start(
                Part.BROKER,
                name,
                "--listen",
                "127.0.0.1:0",
                "--console",
                "off",
                "--store",
                server.url(""),
                "--store-password",
                password.toString());
        broker.await("it listens", PATIENCE, () -> Files.exists(broker.folder().resolve(BrokerAddress.FILE)));
        return broker;
    }

    private static String address(Daemon broker) throws IOException {
        return Files.readString(broker.folder().resolve(BrokerAddress.FILE)).strip();
    }

    private static boolean isConnected(BuyerClient client) {
        try {
            return client.status().getBrokerConnected();
        } catch (Failure notYet) {
            client.reconnect();
            return false;
        }
    }

    private static boolean isInOffice(Daemon broker) {
        try {
            return !Operator.books(broker).getStandsBy();
        } catch (StatusRuntimeException whileItChanges) {
            return false;
        }
    }
}

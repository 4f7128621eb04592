package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.NodeRow;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.rig.Daemon;
import sparecore.buyer.rig.Installation;
import sparecore.buyer.rig.Part;
import sparecore.buyer.rig.Rig;
import sparecore.buyer.whole.Networks.Place;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.terminal.Failure;

/**
 * Real daemons in networks of their own: address translation, loss, delay, broken connections and restarts; and leases so short that they are
 * renewed.
 */
class BehindNatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PORT = 7800;
    private static final List<String> SELLER =
            List.of("--always", "--priority", "normal", "--slots", "1", "--memory", "64M");

    /** The folder's name says where a daemon lives. */
    private static final Map<Place, List<String>> DAEMONS = new EnumMap<>(Map.of(
            Place.BROKER, List.of("broker"),
            Place.OPEN, List.of("open"),
            Place.SELLERS, List.of("hidden", "shy"),
            Place.BUYER, List.of("buyer")));

    /** One market over several networks. */
    private static final class Market implements AutoCloseable {
        private final Networks networks;
        private final Rig rig;
        private final Daemon broker;
        private final String address;
        private final BuyerClient client;
        private Daemon buyer;
        private Daemon hidden;

        Market(Path folder) throws IOException {
            networks = Networks.open(folder);
            rig = new Rig(this::command, folder);
            broker = rig.start(
                    Part.BROKER,
                    "broker",
                    "--listen",
                    "0.0.0.0:7700",
                    "--advertise",
                    Networks.BROKER,
                    "--console",
                    "off",
                    "--lease-seconds",
                    "60");
            Path file = broker.folder().resolve(BrokerAddress.FILE);
            broker.await("it listens", PATIENCE, () -> Files.exists(file));
            address = Files.readString(file).strip();
            seller("open", "--listen", Networks.OPEN + ":0");
            hidden = startHidden();
            seller("shy", "--listen", Networks.SELLERS + ":0");
            buyer = rig.start(Part.BUYER, "buyer", "--broker", address);
            client = BuyerClient.open(buyer.folder());
            await("the buyer has its broker", this::isBuyerReady);
            Operator.giveCredits(broker, NodeId.fromWire(client.status().getNode()));
        }

        private List<String> command(Part part, List<String> arguments) {
            String folder = arguments.get(arguments.indexOf("--data") + 1);
            String name = Path.of(folder).getFileName().toString();
            List<String> command = new ArrayList<>();
            DAEMONS.forEach((place, names) -> {
                if (names.contains(name)) {
                    command.addAll(networks.words(place));
                }
            });
            command.addAll(Installation.classesOfThisProcess().command(part, arguments));
            return command;
        }

        private Daemon seller(String name, String... more) {
            List<String> options = new ArrayList<>(List.of("--broker", address));
            options.addAll(SELLER);
            options.addAll(List.of(more));
            return rig.start(Part.SELLER, name, options.toArray(String[]::new));
        }

        private Daemon startHidden() {
            return seller("hidden", "--no-listen");
        }

        void restartHidden() {
            hidden.kill();
            hidden = startHidden();
        }

        void restartBuyer(String... more) {
            buyer.kill();
            List<String> options = new ArrayList<>(List.of("--broker", address));
            options.addAll(List.of(more));
            buyer = rig.start(Part.BUYER, "buyer", options.toArray(String[]::new));
            await("the buyer has its broker", this::isBuyerReady);
        }

        private boolean isBuyerReady() {
            try {
                return Files.exists(DataFolder.socketIn(buyer.folder()))
                        && client.status().getBrokerConnected();
            } catch (Failure notYet) {
                client.reconnect();
                return false;
            }
        }

        BrokerStatus books() {
            return Operator.books(broker);
        }

        void await(String what, BooleanSupplier holds) {
            buyer.await(what, PATIENCE, holds);
        }

        /** Waits until so many nodes are seen so. */
        void awaitSeen(String what, String side, int count, Predicate<NodeRow> so) {
            await(
                    what,
                    () -> books().getNodesList().stream()
                                    .filter(row -> row.getSide().equals(side))
                                    .filter(so)
                                    .count()
                            == count);
        }

        @Override
        public void close() {
            client.close();
            rig.close();
            networks.close();
            assertThat(Payloads.left()).as("payloads that are left").isEmpty();
        }
    }

    @Test
    @Timeout(300)
    void jobsAreDoneWhateverStandsBetween(@TempDir Path folder) throws IOException {
        try (Market market = new Market(folder)) {
            market.awaitSeen("three sellers are there", "seller", 3, NodeRow::getConnected);
            market.awaitSeen(
                    "the one in the open answers the broker",
                    "seller",
                    1,
                    row -> row.getSighting().getAnswered());
            market.awaitSeen(
                    "one does not",
                    "seller",
                    1,
                    row -> row.getSighting().getCheckedAtMillis() > 0
                            && !row.getSighting().getAnswered());

            directAndRelayed(market);
            brokenRestartedAndReversed(market);

            market.await("no hold and no escrow is left", () -> !Ledger.isAnythingHeld(market.books()));
            assertThat(Ledger.balanced(
                                    market.books(),
                                    NodeId.fromWire(market.client.status().getNode()))
                            .spent())
                    .isPositive();
        }
    }

    private static void directAndRelayed(Market market) {
        try (PrimesJob primes = PrimesJob.brief(market.client)) {
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
        }
        market.awaitSeen(
                "the one in the open was dialled",
                "seller",
                1,
                row -> row.getSighting().getReachedAtMillis() > 0);
        market.awaitSeen(
                "both behind the router were met at the relay",
                "seller",
                2,
                row -> row.getSighting().getRelayedAtMillis() > 0);
    }

    /** In the middle of a job; after the restart the buyer can be dialled, and a seller behind the other router does so. */
    private static void brokenRestartedAndReversed(Market market) throws IOException {
        int half = PrimesJob.FRAGMENTS / 2;
        try (PrimesJob primes = PrimesJob.brief(market.client)) {
            primes.addUpTo(half);
            primes.receive(2);
            market.networks.cut();
            market.awaitSeen("two sellers are cut off", "seller", 1, NodeRow::getConnected);
            market.networks.mend();
            market.awaitSeen("they are back", "seller", 3, NodeRow::getConnected);
            primes.receive(half);
            market.await(
                    "a lease is renewed",
                    () -> market.books().getLeasesList().stream()
                            .anyMatch(lease -> lease.getState().equals("ACTIVE") && lease.getRenewals() > 0));
            market.networks.letInToBuyer(PORT);
            market.restartBuyer(
                    "--listen", Networks.BUYER + ":" + PORT, "--advertise", Networks.BUYERS_ROUTER + ":" + PORT);
            market.awaitSeen(
                    "the buyer answers the broker",
                    "buyer",
                    1,
                    row -> row.getSighting().getAnswered());
            market.restartHidden();
            market.awaitSeen(
                    "a seller dials the buyer",
                    "buyer",
                    1,
                    row -> row.getSighting().getReachedAtMillis() > 0);
            primes.addUpTo(PrimesJob.FRAGMENTS);
            primes.receiveAll();
        }
    }
}

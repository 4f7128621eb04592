package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import sparecore.api.broker.BrokerStatus;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.rig.Daemon;
import sparecore.buyer.rig.Installation;
import sparecore.buyer.rig.LocalMarket;
import sparecore.buyer.rig.Part;
import sparecore.buyer.rig.Rig;
import sparecore.home.BrokerAddress;
import sparecore.identity.KeyFile;
import sparecore.identity.NodeId;
import sparecore.terminal.Failure;

/** A market whose parts can be killed and started again on their folders. One thread. */
final class WholeMarket implements AutoCloseable {
    /** Options of a seller with one slot, which works beside whatever else is tested at the same time. */
    static final List<String> HONEST = List.of("--always", "--priority", "normal", "--slots", "1", "--memory", "64M");

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Rig rig;
    private final LocalMarket market;
    private final List<List<String>> sellerOptions;
    private final List<Daemon> sellers;
    private final List<Daemon> started = new ArrayList<>();
    private final String address;
    private final NodeId buyerNode;
    private Daemon broker;
    private Daemon buyer;

    /** Starts a broker, these sellers and a buyer that has been given money. */
    @SafeVarargs
    static WholeMarket start(Path folder, List<String>... sellerOptions) {
        return start(folder, rig -> new LocalMarket(rig, List.of(sellerOptions)), List.of(sellerOptions));
    }

    /** As {@link #start}, but nobody knows where the broker is save this proxy, which all connections of all three are to go through. */
    static WholeMarket startBehind(SocksProxy proxy, Path folder, List<String> sellerOptions) {
        List<String> socks = List.of("--socks", proxy.address());
        List<String> broker = List.of("--advertise", SocksProxy.MARKET, "--socks", proxy.address());
        List<String> seller =
                Stream.concat(sellerOptions.stream(), socks.stream()).toList();
        return start(folder, rig -> new LocalMarket(rig, broker, socks, List.of(seller)), List.of(seller));
    }

    private static WholeMarket start(Path folder, Function<Rig, LocalMarket> market, List<List<String>> sellerOptions) {
        Rig rig = new Rig(Installation.classesOfThisProcess(), folder);
        try {
            return new WholeMarket(rig, market.apply(rig), sellerOptions);
        } catch (RuntimeException | Error e) {
            rig.close();
            throw e;
        }
    }

    private WholeMarket(Rig rig, LocalMarket market, List<List<String>> sellerOptions) {
        this.rig = rig;
        this.sellerOptions = sellerOptions;
        this.market = market;
        this.broker = market.broker();
        this.buyer = market.buyer();
        this.sellers = new ArrayList<>(market.sellers());
        this.address = readAddress();
        this.buyerNode = market.buyerNode();
        started.addAll(sellers);
        started.addAll(List.of(broker, buyer));
        Operator.giveCredits(broker, buyerNode);
    }

    private String readAddress() {
        try {
            return Files.readString(addressFile()).strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path addressFile() {
        return broker.folder().resolve(BrokerAddress.FILE);
    }

    Rig rig() {
        return rig;
    }

    String address() {
        return address;
    }

    BuyerClient client() {
        return market.client();
    }

    Daemon buyer() {
        return buyer;
    }

    Daemon broker() {
        return broker;
    }

    Daemon seller(int index) {
        return sellers.get(index);
    }

    /** The seller's account. */
    NodeId nodeOf(int index) {
        try {
            return KeyFile.loadOrCreate(seller(index).folder().resolve("key"), new SecureRandom())
                    .id();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until something holds, while the buyer lives. */
    void await(String what, BooleanSupplier holds) {
        buyer.await(what, PATIENCE, holds);
    }

    void killSeller(int index) {
        sellers.get(index).kill();
    }

    void restartSeller(int index) {
        restartSeller(index, sellerOptions.get(index));
    }

    private void restartSeller(int index, List<String> more) {
        List<String> options = new ArrayList<>(List.of("--broker", address));
        options.addAll(more);
        sellers.set(index, restarted(Part.SELLER, sellers.get(index), options));
    }

    /** It leaves in good order, and comes back as somebody else: with a new key, and these options. */
    void returnUnderANewKey(int index, List<String> options) {
        end(seller(index));
        try {
            Files.delete(seller(index).folder().resolve("key"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        restartSeller(index, options);
    }

    void killBuyer() {
        buyer.kill();
    }

    void restartBuyer() {
        buyer = restarted(Part.BUYER, buyer, List.of("--broker", address));
    }

    /** Waits until a buyer that was started again can be asked, and has its broker. */
    void awaitBuyer() {
        await("the buyer is back", this::isBuyerBack);
    }

    private boolean isBuyerBack() {
        try {
            return client().status().getBrokerConnected();
        } catch (Failure notYet) {
            return false;
        }
    }

    /** The file that tells where it is outlives a broker that was killed: a new one is there when it has written it anew. */
    void killBroker() {
        broker.kill();
        try {
            Files.delete(addressFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** On its old port: sellers and buyer know no other. */
    void restartBroker() {
        String hostAndPort = address.substring(address.indexOf('@') + 1);
        broker = restarted(Part.BROKER, broker, List.of("--listen", hostAndPort, "--console", "off"));
        broker.await("it listens again", PATIENCE, () -> Files.exists(addressFile()));
    }

    private Daemon restarted(Part part, Daemon dead, List<String> options) {
        Daemon daemon = rig.start(part, dead.name(), options.toArray(String[]::new));
        started.add(daemon);
        return daemon;
    }

    BrokerStatus books() {
        return Operator.books(broker);
    }

    /** Waits until every seller offers a slot, and the buyer has its broker: what was restarted is back. */
    void awaitOffers() {
        await("all sellers offer", () -> books().getAsksCount() >= sellers.size());
        await("the buyer has its broker", () -> client().status().getBrokerConnected());
    }

    /** Waits until nothing is held any more, and reads the books, which must balance. The market goes on. */
    Ledger ledger() {
        await("no hold and no escrow is left", () -> !Ledger.isAnythingHeld(books()));
        return Ledger.balanced(books(), buyerNode);
    }

    /** As {@link #ledger}, and ends all daemons in good order before. */
    Ledger settle() {
        ledger();
        client().close();
        end(buyer);
        sellers.forEach(Daemon::terminate);
        sellers.forEach(WholeMarket::end);
        BrokerStatus books = books();
        end(broker);
        return Ledger.balanced(books, buyerNode);
    }

    private static void end(Daemon daemon) {
        daemon.terminate();
        assertThat(daemon.awaitEnd(PATIENCE))
                .as("exit status of %s", daemon.name())
                .isZero();
    }

    /** Ends whatever still runs, and sees that nothing does: neither a daemon nor a payload. */
    @Override
    public void close() {
        client().close();
        rig.close();
        assertThat(started).noneMatch(Daemon::isAlive);
        assertThat(Payloads.left()).as("payloads that are left").isEmpty();
    }
}

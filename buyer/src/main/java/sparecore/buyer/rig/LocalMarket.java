package sparecore.buyer.rig;

import com.google.gson.JsonObject;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.GetStatusRequest;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.local.LocalChannel;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** A broker, some sellers and one buyer daemon in a rig, ready to trade. One thread. */
public final class LocalMarket implements AutoCloseable {
    private static final Duration START_MOST = Duration.ofSeconds(120);
    private static final Duration DRAIN_MOST = Duration.ofSeconds(30);

    private final Rig rig;
    private final List<Daemon> sellers = new ArrayList<>();
    private final Daemon broker;
    private final BrokerAddress address;
    private final Daemon buyer;
    private final BuyerClient client;

    /**
     * Starts all, and waits until every seller's offer stands in the book and the buyer has its broker.
     *
     * @param sellerOptions for each seller what it gets besides its folder and its broker
     */
    public LocalMarket(Rig rig, List<List<String>> sellerOptions) {
        this(rig, List.of(), List.of(), sellerOptions);
    }

    /** As above. @param brokerOptions and {@code buyerOptions}: what these get besides */
    public LocalMarket(
            Rig rig, List<String> brokerOptions, List<String> buyerOptions, List<List<String>> sellerOptions) {
        this.rig = rig;
        this.broker = rig.start(
                Part.BROKER,
                "broker",
                options(List.of("--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"), brokerOptions));
        Path file = broker.folder().resolve(BrokerAddress.FILE);
        broker.await("it listens", START_MOST, () -> Files.exists(file));
        this.address = read(file);
        for (List<String> options : sellerOptions) {
            sellers.add(startSeller(options));
        }
        this.buyer = rig.start(Part.BUYER, "buyer", options(List.of("--broker", address.toString()), buyerOptions));
        this.client = BuyerClient.open(buyer.folder());
        buyer.await("it reaches the broker", START_MOST, this::isBuyerReady);
        sellers.get(sellers.size() - 1).await("all sellers offer", START_MOST, () -> asks() >= sellers.size());
    }

    private Daemon startSeller(List<String> more) {
        String name = "seller-" + (sellers.size() + 1);
        return rig.start(Part.SELLER, name, options(List.of("--broker", address.toString()), more));
    }

    private static String[] options(List<String> first, List<String> more) {
        return Stream.concat(first.stream(), more.stream()).toArray(String[]::new);
    }

    private static BrokerAddress read(Path file) {
        try {
            return BrokerAddress.parse(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private int asks() {
        try (LocalChannel channel = LocalChannel.open(DataFolder.socketIn(broker.folder()))) {
            return BrokerGrpc.newBlockingStub(channel.channel())
                    .getStatus(GetStatusRequest.getDefaultInstance())
                    .getAsksCount();
        } catch (StatusRuntimeException notYet) {
            return 0;
        }
    }

    public BuyerClient client() {
        return client;
    }

    public Daemon broker() {
        return broker;
    }

    public Daemon buyer() {
        return buyer;
    }

    public List<Daemon> sellers() {
        return List.copyOf(sellers);
    }

    /** The buyer's account. */
    public NodeId buyerNode() {
        return NodeId.fromWire(client.status().getNode());
    }

    /** Gives the buyer money, as the operator would. @param credits as {@code broker credit} takes them */
    public void credit(String credits) {
        String unused = rig.run(
                Part.BROKER,
                "credit",
                buyerNode().toString(),
                credits,
                "--memo",
                "a gift",
                "--data",
                broker.folder().toString());
    }

    /** Ends the buyer, then the sellers, which settle what they have earned. */
    public void endTrading() {
        client.close();
        buyer.terminate();
        int unused = buyer.awaitEnd(DRAIN_MOST);
        sellers.forEach(Daemon::terminate);
        sellers.forEach(seller -> seller.awaitEnd(DRAIN_MOST));
    }

    /** What {@code broker status --json} prints. */
    public JsonObject books() {
        return Json.parseObject(rig.run(
                Part.BROKER, "status", "--json", "--data", broker.folder().toString()));
    }

    /** Ends the broker. */
    public void endBroker() {
        broker.terminate();
        int unused = broker.awaitEnd(DRAIN_MOST);
    }

    @Override
    public void close() {
        client.close();
        rig.close();
    }
}

package sparecore.broker.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Command;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Push;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/** How many orders the engine matches in a second, alone: no network, and a journal that keeps nothing. */
public final class EngineBench {
    private static final int BIDS_PER_BUYER = 60;
    private static final long MEMORY = 1 << 28;
    private static final long SECONDS_MAX = 600;

    /** A seller has at most 256 leases. */
    private static final int ORDERS_PER_ASK_MAX = 100;

    private static final int WAITING_MAX = 1_024;
    private static final long START_MILLIS = 1_700_000_000_000L;

    private final Random random = new Random(1);
    private final LongSupplier clockNanos;
    private long lastSession;

    public EngineBench(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /**
     * What was measured.
     *
     * @param waiting bids that stand beside and fit nothing: one half pays too little, the other needs too much memory
     */
    public record Figures(int asks, int waiting, double perSecond) {}

    /**
     * Bids of one slot, each from its placing to its signed ticket.
     *
     * @param sellers asks that stand, and as many bids that wait; more asks if these have no room for all orders
     */
    public Figures run(NodeKey broker, int sellers, int orders) throws InterruptedException {
        int asks = Math.max(sellers, 1 + orders / ORDERS_PER_ASK_MAX);
        Market market =
                new Market(broker, new HouseTerms(new Commission(500), Credits.ZERO), random, () -> new LeaseId(id()));
        CountDownLatch matched = new CountDownLatch(orders);
        try (Engine engine =
                new Engine(market, new MarketState(START_MILLIS), (events, at) -> {}, () -> START_MILLIS)) {
            engine.start(push -> {
                if (push instanceof Push.Matched && push.side() == Side.BUYER) {
                    matched.countDown();
                }
            });
            Semaphore room = new Semaphore(WAITING_MAX);
            for (int i = 0; i < asks; i++) {
                offer(engine, room, Math.min(2 * ORDERS_PER_ASK_MAX, 2 * orders / asks + 1));
            }
            place(engine, room, sellers / 2, terms(BenchPeer.PRICE - 1, MEMORY));
            place(engine, room, sellers - sellers / 2, terms(BenchPeer.PRICE, 2 * MEMORY));
            List<NodeId> buyers = buyers(engine, room, orders);
            long began = clockNanos.getAsLong();
            bid(engine, room, buyers, orders, terms(BenchPeer.PRICE, MEMORY));
            if (!matched.await(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the engine has left " + matched.getCount() + " orders unmatched");
            }
            return new Figures(asks, sellers, orders * 1e9 / (clockNanos.getAsLong() - began));
        }
    }

    private void place(Engine engine, Semaphore room, int bids, Terms terms) throws InterruptedException {
        bid(engine, room, buyers(engine, room, bids), bids, terms);
    }

    /** Who is there and can pay for so many bids. */
    private List<NodeId> buyers(Engine engine, Semaphore room, int bids) throws InterruptedException {
        List<NodeId> buyers = new ArrayList<>();
        for (int i = 0; i <= bids / BIDS_PER_BUYER; i++) {
            NodeId buyer = node();
            buyers.add(buyer);
            submit(engine, room, new Command.OpenSession(session(buyer, Side.BUYER)));
            submit(engine, room, new Command.Credit(id(), buyer, Credits.ofWhole(1_000), ""));
        }
        return buyers;
    }

    private void bid(Engine engine, Semaphore room, List<NodeId> buyers, int bids, Terms terms)
            throws InterruptedException {
        for (int i = 0; i < bids; i++) {
            submit(engine, room, new Command.PlaceBid(buyers.get(i / BIDS_PER_BUYER), new BidId(id()), terms));
        }
    }

    private static void submit(Engine engine, Semaphore room, Command command) throws InterruptedException {
        room.acquire();
        if (!engine.submit(command, decision -> room.release())) {
            throw new IllegalStateException("the engine takes no more");
        }
    }

    private void offer(Engine engine, Semaphore room, int slots) throws InterruptedException {
        NodeId seller = node();
        Session session = session(seller, Side.SELLER);
        submit(engine, room, new Command.OpenSession(session));
        submit(
                engine,
                room,
                new Command.PlaceAsk(new Ask(
                        0,
                        new AskKey(seller, new AskId(id())),
                        session.number(),
                        new Price(BenchPeer.PRICE),
                        slots,
                        MEMORY,
                        new Speed(1_000_000),
                        "127.0.0.1:7710",
                        new Conditions(new SlotClass(Set.of(Abi.RAW, Abi.LINUX), 3, true), Hours.ALWAYS, 0, seller))));
    }

    /** Each from an address of its own, as a crowd is. */
    private Session session(NodeId node, Side side) {
        long number = ++lastSession;
        return new Session(
                number,
                node,
                side,
                "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255) + ":1",
                0);
    }

    private static Terms terms(long price, long memory) {
        return new Terms(new Price(price), 1, memory, Credits.ofWhole(1), 1, new ProgramNeeds(Abi.RAW, 2, false), 0);
    }

    private Id id() {
        return new Id(random.nextLong(), random.nextLong());
    }

    private NodeId node() {
        byte[] key = new byte[NodeId.BYTES];
        random.nextBytes(key);
        return NodeId.fromBytes(key);
    }
}

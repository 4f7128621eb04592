package sparecore.broker.market;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Match;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/** The pure market on a table: commands in, decisions out, on a clock that the test moves. */
public final class MarketBench {
    public static final NodeKey BROKER = NodeKey.generate(new SecureRandom());
    public static final Commission COMMISSION = new Commission(500);
    public static final HouseTerms HOUSE = new HouseTerms(COMMISSION, Credits.ofMicro(100));
    public static final long START_MILLIS = 1_700_000_000_000L;
    public static final long MEMORY = 1 << 26;

    /** Of the best machine. */
    public static final SlotClass ANY_PROGRAM = new SlotClass(Set.of(Abi.RAW, Abi.LINUX), 3, true);

    /** Of a program that runs everywhere. */
    public static final ProgramNeeds MODEST = new ProgramNeeds(Abi.RAW, 2, false);

    private final Random random;
    private final Random lots = new Random();
    private final Market market;
    private final List<MarketEvent> events = new ArrayList<>();
    private final List<Push> pushes = new ArrayList<>();
    private MarketState state = new MarketState(START_MILLIS);
    private long nowMillis = START_MILLIS;
    private long lastSession;

    public MarketBench(long seed) {
        random = new Random(seed);
        Supplier<LeaseId> leaseIds = () -> new LeaseId(id());
        market = new Market(BROKER, HOUSE, lots, leaseIds);
    }

    public Id id() {
        return new Id(random.nextLong(), random.nextLong());
    }

    public NodeId node() {
        byte[] key = new byte[NodeId.BYTES];
        random.nextBytes(key);
        return NodeId.fromBytes(key);
    }

    public MarketState state() {
        return state;
    }

    /** Goes on with a state that was loaded. */
    public void replaceState(MarketState loaded) {
        state = loaded;
    }

    public long nowMillis() {
        return nowMillis;
    }

    /** All events since the last call. */
    public List<MarketEvent> takeEvents() {
        List<MarketEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    public List<Push> takePushes() {
        List<Push> taken = List.copyOf(pushes);
        pushes.clear();
        return taken;
    }

    /** Decides, applies, and then matches all that fits, as the engine does. */
    public Decision run(Command command) {
        Decision decision = decide(command);
        matchAll();
        return decision;
    }

    /** Without matching. */
    public Decision decide(Command command) {
        Decision decision = market.decide(state, command, nowMillis);
        if (decision instanceof Decision.Accepted accepted) {
            accepted.events().forEach(state::apply);
            events.addAll(accepted.events());
            pushes.addAll(accepted.pushes());
        }
        return decision;
    }

    /** Each match is the one that a look at everything comes to. */
    public void matchAll() {
        Decision decision = matchNext();
        while (decision instanceof Decision.Accepted accepted
                && !accepted.events().isEmpty()) {
            decision = matchNext();
        }
    }

    private Decision matchNext() {
        long seed = random.nextLong();
        Optional<Match> expected = PlainMatching.next(state, new Random(seed), nowMillis);
        lots.setSeed(seed);
        Decision decision = decide(new Command.MatchNext());
        PlainMatching.assertIs(expected, decision);
        return decision;
    }

    public void sleep(long millis) {
        nowMillis += millis;
        state.leases().due(nowMillis, state.listeningSinceMillis()).forEach(lease -> run(new Command.PassTime(lease)));
        state.orders().expired(nowMillis).forEach(bid -> run(new Command.ExpireBid(bid)));
        state.money().due(nowMillis).forEach(number -> run(new Command.ExpireMoney(number)));
        state.conduct().disputes().due(nowMillis).forEach(number -> run(new Command.LapseDispute(number)));
        matchAll();
    }

    public long connect(NodeId node, Side side) {
        return connect(node, side, "192.0.2.1");
    }

    public long connect(NodeId node, Side side, String host) {
        lastSession++;
        run(new Command.OpenSession(new Session(lastSession, node, side, host + ":" + lastSession, nowMillis)));
        return lastSession;
    }

    public void credit(NodeId node, long micro) {
        run(new Command.Credit(id(), node, Credits.ofMicro(micro), ""));
    }

    /** A connected seller with one ask. */
    public NodeId seller(long price, int slots) {
        NodeId node = node();
        seller(node, price, slots);
        return node;
    }

    /** Connects this one again, with one ask more. */
    public void seller(NodeId node, long price, int slots) {
        long session = connect(node, Side.SELLER);
        run(new Command.PlaceAsk(ask(node, session, price, slots)));
    }

    public Ask ask(NodeId seller, long session, long price, int slots) {
        return new Ask(
                0,
                new AskKey(seller, new AskId(id())),
                session,
                new Price(price),
                slots,
                MEMORY,
                Speed.REFERENCE,
                "127.0.0.1:1",
                new Conditions(ANY_PROGRAM, Hours.ALWAYS, 0, seller));
    }

    /** A connected buyer with so many micro-credits. */
    public NodeId buyer(long micro) {
        NodeId node = node();
        connect(node, Side.BUYER);
        if (micro > 0) {
            credit(node, micro);
        }
        return node;
    }

    public static Terms terms(long price, int slots, long cap) {
        return terms(price, slots, cap, 1);
    }

    public static Terms terms(long price, int slots, long cap, int sellersLeast) {
        return new Terms(new Price(price), slots, MEMORY, Credits.ofMicro(cap), sellersLeast, MODEST, 0);
    }

    /** An accepted bid. */
    public BidId bid(NodeId buyer, Terms terms) {
        BidId bid = new BidId(id());
        Decision decision = run(new Command.PlaceBid(buyer, bid, terms));
        if (decision instanceof Decision.Refused refused) {
            throw new AssertionError("refused: " + refused);
        }
        return bid;
    }

    public Bid bid(BidId id) {
        return state.orders().find(id).orElseThrow();
    }

    public List<Lease> leases() {
        return state.leases().all();
    }

    public Lease lease(LeaseId id) {
        return state.leases().find(id).orElseThrow();
    }

    /** The only lease. */
    public Lease lease() {
        List<Lease> all = leases();
        if (all.size() != 1) {
            throw new AssertionError("one lease was expected, not " + all);
        }
        return all.get(0);
    }

    public Decision connectLease(Lease lease) {
        return run(new Command.ConnectLease(lease.ticket().seller(), lease.id()));
    }

    public Decision end(Lease lease, NodeId by, EndReason reason) {
        return run(new Command.EndLease(by, lease.id(), reason));
    }

    public Decision settle(Lease lease, long cumulative, boolean last) {
        Voucher voucher =
                new Voucher(lease.id(), lease.ticket().buyer(), lease.ticket().seller(), Credits.ofMicro(cumulative));
        return run(new Command.SettleLease(lease.ticket().seller(), lease.id(), Optional.of(voucher), last));
    }

    public Credits available(NodeId node) {
        return show(node).available();
    }

    public Reply.AccountShown show(NodeId node) {
        Decision.Accepted accepted = (Decision.Accepted) decide(new Command.GetAccount(node, Side.BUYER));
        return (Reply.AccountShown) accepted.reply();
    }

    public static Reply reply(Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            return accepted.reply();
        }
        throw new AssertionError("refused: " + decision);
    }

    public static Reason reason(Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted: " + decision);
    }
}

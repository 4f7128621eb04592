package sparecore.buyer.simulation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import sparecore.broker.door.Door;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.store.MarketStore;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.link.LinkHandler;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.wire.Role;

/** The shipped broker: door, engine, market and store. Its operator issues credits, and does so again until it is told that it is done. */
final class BrokerNode extends SimulatedNode {
    private static final int PORT = 7700;
    private static final int OPERATOR_MILLIS = 700;

    private final Random random;
    private final Path folder;
    private final HouseTerms house;
    private final Map<Id, Command.Credit> undone = new LinkedHashMap<>();
    private final List<Command.Credit> meant = new ArrayList<>();
    private final Map<BidId, BrokerRules.Wanted> wanted = new HashMap<>();
    private @Nullable MarketStore store;
    private @Nullable MarketState state;
    private @Nullable Engine engine;
    private @Nullable Door door;
    private CrashPoint crash = CrashPoint.NONE;
    private String expected = "";
    private boolean stepping;
    private boolean stepped;
    private boolean asPlanned;
    private boolean committed;

    BrokerNode(World world) {
        super(world, "broker", Role.ROLE_BROKER, PORT, Conduct.HONEST);
        this.random = new Random(world.random().nextLong());
        this.folder = world.disk().broker();
        this.house = new HouseTerms(new Commission(random.nextInt(2_000)), Credits.ZERO);
    }

    /** What bids wanted and had when the rules were checked last; they keep it. */
    Map<BidId, BrokerRules.Wanted> wanted() {
        return wanted;
    }

    /** What is known now; it is not to be changed. */
    MarketState state() {
        return java.util.Objects.requireNonNull(state);
    }

    @Override
    void begin() {
        MarketStore opened = MarketStore.open(folder);
        MarketState loaded = opened.load(key().id(), clockMillis());
        if (!expected.isEmpty()) {
            String found = BrokerText.of(loaded);
            BrokenInvariant.unless(
                    found.equals(expected),
                    "the broker's state after a restart is not the one before: %s",
                    Difference.between(expected, found));
        }
        Market market = new Market(
                key(),
                house,
                random,
                () -> new LeaseId(new Id(random.nextLong(), random.nextLong())),
                world().leaseMillisMost());
        Engine made = new Engine(market, loaded, this::commit, this::clockMillis);
        Door opener = new Door(
                made,
                (node, after) -> CompletableFuture.completedFuture(List.of()),
                this::clockMillis,
                () -> world().timeline().nowMillis() * 1_000_000);
        made.pushTo(opener::push);
        store = opened;
        state = loaded;
        engine = made;
        door = opener;
        crash = CrashPoint.NONE;
        asPlanned = false;
        tick();
        operate();
    }

    private void tick() {
        happened();
        world().timeline().after(world().tickMillis(), life(), this::tick);
    }

    @Override
    LinkHandler handler() {
        return java.util.Objects.requireNonNull(door);
    }

    @Override
    void happened() {
        if (!stepping && !stepped) {
            stepping = true;
            world().timeline().after(random.nextInt(8), life(), this::step);
        }
        stepped = false;
    }

    private void step() {
        stepping = false;
        stepped = true;
        if (crash != CrashPoint.NONE) {
            expected = BrokerText.of(state());
        }
        try {
            java.util.Objects.requireNonNull(engine).step();
        } catch (SimulatedCrash now) {
            asPlanned = true;
            world().crashes(this);
            return;
        }
        if (committed) {
            committed = false;
            BrokerRules.check(world(), this);
        } else {
            BrokerRules.checkTime(world(), this);
        }
    }

    private void commit(List<MarketEvent> events, long atMillis) {
        if (crash == CrashPoint.BEFORE_COMMIT) {
            throw new SimulatedCrash();
        }
        java.util.Objects.requireNonNull(store).commit(events, atMillis);
        committed = true;
        if (crash == CrashPoint.AFTER_COMMIT) {
            expected = BrokerText.of(state());
            throw new SimulatedCrash();
        }
    }

    /** Dies at its next commit. */
    void crashAt(CrashPoint point) {
        crash = point;
    }

    @Override
    void died() {
        if (!asPlanned) {
            expected = BrokerText.of(state());
        }
        stepping = false;
        java.util.Objects.requireNonNull(store).close();
    }

    /** The operator means to issue so much, once. */
    void issue(NodeId node, long micro) {
        Id command = new Id(random.nextLong(), random.nextLong());
        Command.Credit credit = new Command.Credit(command, node, Credits.ofMicro(micro), "");
        undone.put(command, credit);
        meant.add(credit);
        world().onlooker().issues(command, micro);
    }

    /** Of these commands, what was meant for this node. */
    long issuedTo(NodeId node, Set<Id> done) {
        long sum = 0;
        for (Command.Credit credit : meant) {
            if (credit.node().equals(node) && done.contains(credit.command())) {
                sum += credit.amount().micro();
            }
        }
        return sum;
    }

    private void operate() {
        for (Command.Credit credit : List.copyOf(undone.values())) {
            boolean twice = random.nextInt(4) == 0;
            for (int times = twice ? 2 : 1; times > 0; times--) {
                java.util.Objects.requireNonNull(engine).submit(credit, decision -> issued(credit, decision));
            }
        }
        happened();
        world().timeline().after(OPERATOR_MILLIS, life(), this::operate);
    }

    private void issued(Command.Credit credit, Decision decision) {
        BrokenInvariant.unless(decision instanceof Decision.Accepted, "the operator's credits were refused");
        undone.remove(credit.command());
    }
}

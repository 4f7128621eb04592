package sparecore.buyer.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.broker.lease.LeaseState;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;

/**
 * One simulated market, all of whose life follows from its seed: first everything goes wrong that can, then it calms down, and in the
 * end every job must be over, every lease closed and every account right.
 */
final class World implements AutoCloseable {
    /** How wrong a node's clock may be. */
    static final int SKEW_MILLIS_MAX = 3_000;

    private static final int FRAGMENTS_MAX = 16;

    /** Most markets are small: three of them take as long as a large one, and they break as many rules. */
    private static final int LARGE_EVERY = 4;

    private static final int STORMY_MILLIS_MIN = 20_000;
    private static final int STORMY_MILLIS_MAX = 90_000;
    private static final int FAULT_MILLIS_MAX = 5_000;
    private static final int AWAY_MILLIS_MAX = 45_000;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final long SETTLING_MILLIS = 780_000;
    private static final long LOOK_MILLIS = 5_000;
    private static final int STORMY_TICK_MILLIS = 500;
    private static final int CALM_TICK_MILLIS = 2_000;
    private static final int SETTLING_TICK_MILLIS = 6_000;

    private final Random random;
    private final Timeline timeline = new Timeline();
    private final Onlooker onlooker = new Onlooker();
    private final Disk disk = new Disk();
    private final SimulatedNetwork network;
    private final BrokerNode broker;
    private final List<BuyerNode> buyers = new ArrayList<>();
    private final List<SellerNode> sellers = new ArrayList<>();
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Map<SimulatedNode, Long> backAtMillis = new LinkedHashMap<>();
    private final boolean faithless;
    private final boolean large;
    private int tickMillis = STORMY_TICK_MILLIS;
    private boolean calm;
    private long faults;

    World(long seed) {
        BrokenInvariant.forget();
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L + 1);
        faithless = random.nextInt(6) == 0;
        large = random.nextInt(LARGE_EVERY) == 0;
        network = new SimulatedNetwork(timeline, new Random(random.nextLong()), onlooker, faithless);
        broker = new BrokerNode(this);
        nodes.add(broker);
        for (int i = large ? 2 + random.nextInt(3) : 1 + random.nextInt(2); i > 0; i--) {
            buyers.add(new BuyerNode(this, i, Conduct.ofBuyer(random)));
        }
        for (int i = large ? 3 + random.nextInt(4) : 2 + random.nextInt(2); i > 0; i--) {
            sellers.add(new SellerNode(this, i, Conduct.ofSeller(random)));
        }
        nodes.addAll(buyers);
        nodes.addAll(sellers);
        nodes.forEach(network::add);
    }

    Random random() {
        return random;
    }

    Timeline timeline() {
        return timeline;
    }

    Onlooker onlooker() {
        return onlooker;
    }

    SimulatedNetwork network() {
        return network;
    }

    Disk disk() {
        return disk;
    }

    BrokerNode broker() {
        return broker;
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    /** How many fragments a job may have. */
    int fragmentsMax() {
        return large ? FRAGMENTS_MAX : FRAGMENTS_MAX / 2;
    }

    boolean isFaithless() {
        return faithless;
    }

    int tickMillis() {
        return tickMillis;
    }

    /** How late the broker may be with what time demands: it looks at the clock so often. */
    long lateMillisMax() {
        return 2L * tickMillis + 1_000;
    }

    long faults() {
        return faults + network.faults();
    }

    boolean isHonest(NodeId node) {
        return nodes.stream()
                .anyMatch(each -> each.key().id().equals(node) && each.conduct().isHonest());
    }

    /** Whether this buyer is there at the end, with its job done. */
    boolean isThere(NodeId buyer) {
        return buyers.stream().anyMatch(each -> each.key().id().equals(buyer) && each.isUp() && each.isDone());
    }

    /** Whoever signs for a seller of ill conduct: the buyer itself, if it is no better. */
    SimulatedNode accomplice(NodeId buyer) {
        for (BuyerNode each : buyers) {
            if (each.key().id().equals(buyer) && !each.conduct().isHonest()) {
                return each;
            }
        }
        return buyers.stream()
                .filter(each -> !each.conduct().isHonest())
                .findFirst()
                .map(SimulatedNode.class::cast)
                .orElse(sellers.get(0));
    }

    /** Of these commands of the operator, what was meant for this node. */
    long issuedTo(NodeId node, Set<Id> done) {
        return broker.issuedTo(node, done);
    }

    long captured(LeaseId lease) {
        return broker.isUp()
                ? broker.state()
                        .leases()
                        .find(lease)
                        .map(known -> known.captured().micro())
                        .orElse(Long.MAX_VALUE)
                : Long.MAX_VALUE;
    }

    /** Lives through all of it. @throws BrokenInvariant at the first thing that must not be */
    void run() {
        buyers.forEach(buyer -> broker.issue(buyer.key().id(), buyer.creditsMicro()));
        nodes.forEach(SimulatedNode::start);
        int stormyMillis = STORMY_MILLIS_MIN + random.nextInt(STORMY_MILLIS_MAX - STORMY_MILLIS_MIN);
        storm(timeline.nowMillis() + (large ? stormyMillis : stormyMillis / 2));
        calmDown();
        settle(PATIENCE_MILLIS);
        buyers.forEach(BuyerNode::cancel);
        tickMillis = SETTLING_TICK_MILLIS;
        settle(SETTLING_MILLIS);
        BrokerRules.checkEnd(this, broker);
        for (BuyerNode buyer : buyers) {
            BrokenInvariant.unless(!buyer.isUp() || buyer.isDone(), "%s has not come to an end", buyer.name());
        }
        for (SellerNode seller : sellers) {
            BrokenInvariant.unless(seller.leases() == 0, "%s has a lease at the end", seller.name());
        }
    }

    /** Until all is over, or for so long. */
    private void settle(long millis) {
        long untilMillis = timeline.nowMillis() + millis;
        while (timeline.nowMillis() < untilMillis && !isOver()) {
            go(Math.min(untilMillis, timeline.nowMillis() + LOOK_MILLIS));
        }
    }

    private boolean isOver() {
        return backAtMillis.isEmpty()
                && broker.state().leases().all().stream().allMatch(lease -> lease.state() == LeaseState.CLOSED)
                && sellers.stream().allMatch(seller -> seller.leases() == 0)
                && buyers.stream().allMatch(buyer -> !buyer.isUp() || buyer.isDone());
    }

    private void storm(long untilMillis) {
        while (timeline.nowMillis() < untilMillis) {
            go(Math.min(untilMillis, timeline.nowMillis() + random.nextInt(FAULT_MILLIS_MAX)));
            fault();
        }
    }

    private void go(long untilMillis) {
        for (Life life = next(untilMillis); life != null; life = next(untilMillis)) {
            if (!life.isOver()) {
                life.node().happened();
            }
            BrokenInvariant.throwSeen();
        }
    }

    private @Nullable Life next(long untilMillis) {
        List<SimulatedNode> back = backAtMillis.entrySet().stream()
                .filter(entry -> entry.getValue() <= timeline.nowMillis())
                .map(Map.Entry::getKey)
                .toList();
        for (SimulatedNode node : back) {
            backAtMillis.remove(node);
            node.start();
        }
        return timeline.next(untilMillis);
    }

    private void fault() {
        switch (random.nextInt(8)) {
            case 0 -> crash(nodes.get(random.nextInt(nodes.size())));
            case 1 -> whileUp(broker, () -> broker.crashAt(point()));
            case 2 -> {
                BuyerNode buyer = buyers.get(random.nextInt(buyers.size()));
                whileUp(buyer, () -> buyer.crashAt(point(), random.nextInt(12)));
            }
            case 3 -> {
                SellerNode seller = sellers.get(random.nextInt(sellers.size()));
                whileUp(seller, seller::crashAfterWrite);
            }
            case 4 -> {
                SellerNode seller = sellers.get(random.nextInt(sellers.size()));
                whileUp(seller, seller::ownerComesOrGoes);
            }
            default -> network.fail(nodes);
        }
    }

    private void whileUp(SimulatedNode node, Runnable fault) {
        if (node.isUp()) {
            faults++;
            fault.run();
        }
    }

    private CrashPoint point() {
        return random.nextBoolean() ? CrashPoint.BEFORE_COMMIT : CrashPoint.AFTER_COMMIT;
    }

    private void crash(SimulatedNode node) {
        whileUp(node, () -> crashes(node));
    }

    /** This node's process ends now, and begins anew later. */
    void crashes(SimulatedNode node) {
        node.crash();
        comesBack(node);
    }

    void crashesAround(SimulatedNode node, Runnable lastWork) {
        node.crashAround(lastWork);
        comesBack(node);
    }

    private void comesBack(SimulatedNode node) {
        if (node.conduct() != Conduct.VANISHES) {
            backAtMillis.put(node, timeline.nowMillis() + random.nextInt(calm ? 1_000 : AWAY_MILLIS_MAX));
        }
    }

    private void calmDown() {
        calm = true;
        tickMillis = CALM_TICK_MILLIS;
        network.calmDown();
        Map<SimulatedNode, Long> away = new LinkedHashMap<>(backAtMillis);
        away.replaceAll((node, later) -> timeline.nowMillis());
        backAtMillis.putAll(away);
        sellers.stream().filter(SimulatedNode::isUp).forEach(SellerNode::ownerIsAway);
    }

    @Override
    public void close() {
        nodes.stream().filter(SimulatedNode::isUp).forEach(SimulatedNode::crash);
        disk.close();
    }
}

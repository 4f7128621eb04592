package sparecore.broker.market;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.standing.Role;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.slot.Hours;

/** Sellers and buyers with keys of their own, who come from different networks and trade. */
final class Trade {
    static final Digest WORK = Digest.of(new byte[] {1});
    static final long CAP = 1_000;

    final MarketBench market = new MarketBench(1);
    private final Map<NodeId, NodeKey> keys = new HashMap<>();
    private final Map<NodeId, Long> sessions = new HashMap<>();
    private int networks;

    Trade() {
        // Everybody has had time to come back after the start.
        market.sleep(3_600_000);
    }

    NodeKey key(NodeId node) {
        return Objects.requireNonNull(keys.get(node));
    }

    private long session(NodeId node) {
        return Objects.requireNonNull(sessions.get(node));
    }

    private NodeId node() {
        NodeKey key = NodeKey.generate(new SecureRandom());
        keys.put(key.id(), key);
        return key.id();
    }

    private String network() {
        networks++;
        return "203." + networks + ".113.7";
    }

    NodeId seller() {
        return seller(network());
    }

    NodeId seller(String host) {
        NodeId node = node();
        return ask(node, host, node, Conditions.ANY_BUYER);
    }

    NodeId sellerFor(NodeId owner) {
        return ask(node(), network(), owner, Conditions.ANY_BUYER);
    }

    NodeId sellerWithFloor(int pointsLeast) {
        NodeId node = node();
        return ask(node, network(), node, pointsLeast);
    }

    private NodeId ask(NodeId seller, String host, NodeId payee, int pointsLeast) {
        sessions.put(seller, market.connect(seller, Side.SELLER, host));
        MarketBench.reply(market.run(placing(seller, payee, pointsLeast)));
        return seller;
    }

    Command.PlaceAsk placing(NodeId seller, NodeId payee, int pointsLeast) {
        Ask plain = market.ask(seller, session(seller), 1, 8);
        return new Command.PlaceAsk(new Ask(
                0,
                plain.key(),
                plain.session(),
                plain.price(),
                plain.slots(),
                plain.memoryBytesPerSlot(),
                plain.speed(),
                plain.address(),
                new Conditions(MarketBench.ANY_PROGRAM, Hours.ALWAYS, 0, payee, pointsLeast)));
    }

    Decision askAgain(NodeId seller) {
        return market.run(placing(seller, seller, Conditions.ANY_BUYER));
    }

    NodeId buyer() {
        return buyer(network());
    }

    NodeId buyer(String host) {
        NodeId node = node();
        sessions.put(node, market.connect(node, Side.BUYER, host));
        market.credit(node, 100_000);
        return node;
    }

    void leave(NodeId node) {
        market.run(new Command.CloseSession(session(node)));
    }

    /** A bid that takes one slot of each of so many sellers. */
    BidId bid(NodeId buyer, int sellers) {
        return market.bid(buyer, MarketBench.terms(1, sellers, CAP * sellers, sellers));
    }

    /** The lease of these two that is not closed. */
    Lease lease(NodeId buyer, NodeId seller) {
        return market.state().leases().openOf(seller).stream()
                .filter(lease -> lease.ticket().buyer().equals(buyer))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no lease"));
    }

    /** They trade once, alone on the market with each other. */
    void deal(NodeId buyer, NodeId seller) {
        BidId bid = bid(buyer, 1);
        Lease lease = lease(buyer, seller);
        market.connectLease(lease);
        market.run(new Command.CancelBid(buyer, bid));
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.settle(lease, 10, true);
    }

    int points(NodeId node, Role role) {
        return market.state().conduct().points(node, role, market.nowMillis());
    }

    StandingView standing(NodeId node) {
        return StandingView.of(market.state(), node, market.nowMillis());
    }

    static RunResult result(Lease lease, long assignment, int exitCode) {
        return new RunResult(lease.id(), assignment, WORK, Ending.EXITED, exitCode, 0, WORK, 2_000_000);
    }

    static Command.ShownResult shown(Lease lease, long assignment, int exitCode) {
        return new Command.ShownResult(lease.ticket().seller(), result(lease, assignment, exitCode));
    }

    Decision pledge(NodeId payer, NodeId node, long total) {
        return market.run(new Command.RaisePledge(payer, node, Credits.ofMicro(total)));
    }
}

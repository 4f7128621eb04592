package sparecore.buyer.simulation;

import static sparecore.buyer.simulation.BrokenInvariant.unless;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Views;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;

/** What must hold at the broker whenever it has committed. Says it once more in its own numbers: a rule must not vouch for itself. */
final class BrokerRules {
    private static final long CONNECT_MILLIS = 20_000;
    private static final long SETTLE_MILLIS = 600_000;
    private static final long WHOLE = 10_000;

    private final World world;
    private final MarketState state;
    private final Map<BidId, Wanted> known;
    private final long nowMillis;
    private final Map<NodeId, Long> earned = new HashMap<>();
    private final Map<NodeId, Long> spent = new HashMap<>();
    private final Map<NodeId, Long> bound = new HashMap<>();
    private final Map<NodeId, Long> given = new HashMap<>();
    private long commission;

    /**
     * A bid at the last check.
     *
     * @param slots that it wanted
     * @param leased slots that it had
     */
    record Wanted(int slots, int leased) {}

    private BrokerRules(World world, BrokerNode broker) {
        this.world = world;
        this.known = broker.wanted();
        this.state = broker.state();
        this.nowMillis = broker.clockMillis();
    }

    static void check(World world, BrokerNode broker) {
        BrokerRules rules = new BrokerRules(world, broker);
        LedgerCheck check = Views.check(rules.state);
        unless(check.balanced(), "the books are broken: %s", check.problem());
        rules.checkLeases();
        rules.checkBids();
        rules.checkAsks();
        rules.checkBalances();
    }

    /** What time alone could break: nothing has been committed since the last check. */
    static void checkTime(World world, BrokerNode broker) {
        BrokerRules rules = new BrokerRules(world, broker);
        rules.state.leases().all().forEach(rules::checkTime);
    }

    private void checkLeases() {
        Set<Object> seats = new HashSet<>();
        for (Lease lease : state.leases().all()) {
            long captured = lease.captured().micro();
            unless(
                    captured <= lease.ticket().escrow().micro(),
                    "the lease %s has captured %d of an escrow of %s",
                    lease.id(),
                    captured,
                    lease.ticket().escrow());
            unless(
                    captured <= world.onlooker().promised(lease.id()).micro(),
                    "the lease %s has paid %d, but its buyer has promised %s",
                    lease.id(),
                    captured,
                    world.onlooker().promised(lease.id()));
            long fee = captured * lease.ticket().commission().basisPoints() / WHOLE;
            commission += fee;
            earned.merge(lease.payee(), captured - fee, Long::sum);
            spent.merge(lease.ticket().buyer(), captured, Long::sum);
            if (lease.state() != LeaseState.CLOSED) {
                bound.merge(lease.ticket().buyer(), lease.ticket().escrow().micro() - captured, Long::sum);
            }
            if (lease.state().isLive()) {
                unless(
                        seats.add(java.util.List.of(
                                lease.ticket().bid(), lease.ticket().seller())),
                        "a bid has two leases with one seller: %s",
                        lease.id());
            }
            Ticket ticket = lease.ticket();
            long deadline = state.orders()
                    .find(ticket.bid())
                    .map(bid -> bid.terms().deadlineMillis())
                    .orElse(0L);
            unless(
                    deadline == 0 || ticket.expiresAtMillis() <= deadline,
                    "the lease %s outlives the deadline of its bid",
                    lease.id());
            unless(
                    ticket.expiresAtMillis() - ticket.startsAtMillis() <= world.leaseMillisMost(),
                    "a ticket of the lease %s lasts too long",
                    lease.id());
            checkTime(lease);
        }
    }

    /** No lease waits for what time should have done. */
    private void checkTime(Lease lease) {
        long since = state.listeningSinceMillis();
        long due =
                switch (lease.state()) {
                    case MATCHED -> Math.max(lease.ticket().startsAtMillis(), since) + CONNECT_MILLIS;
                    // A seller may report late that its buyer came: after an outage, even when the ticket has expired.
                    case ACTIVE -> Math.max(lease.ticket().expiresAtMillis(), lease.connectedAtMillis());
                    case ENDED ->
                        Math.max(lease.endedAtMillis(), since) + (lease.isConnected() ? SETTLE_MILLIS : CONNECT_MILLIS);
                    case CLOSED -> Long.MAX_VALUE / 2;
                };
        unless(
                nowMillis <= due + world.lateMillisMax(),
                "the lease %s is still %s, %d ms after its time",
                lease.id(),
                lease.state(),
                nowMillis - due);
    }

    private void checkBids() {
        for (Bid bid : state.orders().bids()) {
            long held = state.ledger().balance(new Account.Hold(bid.id())).micro();
            bound.merge(bid.buyer(), held, Long::sum);
            int slots = 0;
            long ofLeases = 0;
            for (Lease lease : state.leases().ofBid(bid.id())) {
                slots += lease.state().isLive() ? lease.ticket().slots() : 0;
                ofLeases += lease.captured().micro();
            }
            checkSlots(bid, slots);
            unless(
                    bid.spent().micro() == ofLeases
                            && ofLeases <= bid.terms().cap().micro(),
                    "the bid %s has spent %s, its leases %d, of a cap of %s",
                    bid.id(),
                    bid.spent(),
                    ofLeases,
                    bid.terms().cap());
        }
    }

    /** A buyer may want fewer than it has: then it gets no more. */
    private void checkSlots(Bid bid, int leased) {
        int wanted = bid.terms().slots();
        Wanted before = known.getOrDefault(bid.id(), new Wanted(wanted, 0));
        unless(
                leased <= Math.max(wanted, before.slots()) || leased <= before.leased() || !bid.isOpen(),
                "the bid %s has %d slots",
                bid.id(),
                leased);
        known.put(bid.id(), new Wanted(wanted, leased));
    }

    private void checkAsks() {
        for (Ask ask : state.orders().asks()) {
            int taken = 0;
            for (Lease lease : state.leases().openOf(ask.key().seller())) {
                if (lease.state().isLive()
                        && lease.ticket().ask().equals(ask.key().id())) {
                    taken += lease.ticket().slots();
                }
            }
            unless(taken <= ask.slots(), "%d of %d slots of an ask are leased", taken, ask.slots());
        }
    }

    /** Every account has what was issued and given to it and earned, less what it spent and what is bound in its bids. */
    private void checkBalances() {
        long issued = 0;
        for (Id command : state.credits()) {
            issued += world.onlooker().issued(command);
        }
        long onTheBooks = -state.ledger().balance(Account.House.ISSUED).micro();
        unless(issued == onTheBooks, "%d were issued, the books say %d", issued, onTheBooks);
        long house = state.ledger().balance(Account.House.COMMISSION).micro();
        unless(house == commission, "the commission is %d, of the leases %d", house, commission);
        for (Gift gift : world.onlooker().gifts()) {
            if (state.transferOf(gift.from(), gift.command()).isPresent()) {
                given.merge(gift.from(), -gift.micro(), Long::sum);
                given.merge(gift.to(), gift.micro(), Long::sum);
            }
        }
        for (SimulatedNode node : world.nodes()) {
            NodeId id = node.key().id();
            long has = state.ledger().balance(new Account.Node(id)).micro();
            long should = world.issuedTo(id, state.credits())
                    + of(given, id)
                    + of(earned, id)
                    - of(spent, id)
                    - of(bound, id);
            unless(has == should, "the account of %s has %d, not %d", node.name(), has, should);
            unless(
                    state.totals(id).earned().micro() == of(earned, id)
                            && state.totals(id).spent().micro() == of(spent, id),
                    "%s has earned %d and spent %d, not %s",
                    node.name(),
                    of(earned, id),
                    of(spent, id),
                    state.totals(id));
        }
    }

    private static long of(Map<NodeId, Long> sums, NodeId node) {
        return sums.getOrDefault(node, 0L);
    }

    /** When all is over: nothing is held any more, and every seller has what it was told that it would get. */
    static void checkEnd(World world, BrokerNode broker) {
        check(world, broker);
        MarketState state = broker.state();
        for (Lease lease : state.leases().all()) {
            unless(lease.state() == LeaseState.CLOSED, "the lease %s is %s at the end", lease.id(), lease.state());
            long confirmed = world.onlooker().confirmed().getOrDefault(lease.id(), 0L);
            unless(
                    world.isFaithless()
                            || !world.isHonest(lease.ticket().seller())
                            || lease.captured().micro() >= confirmed,
                    "an honest seller has %s of the lease %s, and a voucher of %d",
                    lease.captured(),
                    lease.id(),
                    confirmed);
        }
        for (Bid bid : state.orders().bids()) {
            unless(
                    !bid.isOpen() || !world.isThere(bid.buyer()),
                    "the bid %s is open at the end, but its buyer has no job left",
                    bid.id());
        }
    }
}

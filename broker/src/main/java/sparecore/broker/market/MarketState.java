package sparecore.broker.market;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.MoneyRequests;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Member;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.Leases;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Ledger;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.OrderBook;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Note;
import sparecore.broker.tape.Candle;
import sparecore.broker.tape.Tape;
import sparecore.content.Id;
import sparecore.identity.NodeId;

/**
 * All that the broker knows. {@link #apply} is the only change, live as in tests; the store builds the same state again from what it
 * kept. Sessions and asks are gone after a restart, all else is durable. Owned by one thread.
 */
public final class MarketState implements MarketEvent.Cases<Boolean> {
    private record Presence(NodeId node, Side side) {}

    private final Ledger ledger;
    private final OrderBook orders = new OrderBook();
    private final Leases leases = new Leases();
    private final Map<NodeId, Totals> totals = new HashMap<>();
    private final Set<Id> credits = new LinkedHashSet<>();
    private final Map<NodeId, Map<Id, Transfer>> transfers = new HashMap<>();
    private final MoneyRequests money = new MoneyRequests();
    private final Tape tape = new Tape();
    private final Conduct conduct = new Conduct();
    private @Nullable HouseTerms house;
    private final Sightings sightings = new Sightings();
    private final Candidates candidates = new Candidates();
    private final Map<String, Integer> asksAt = new HashMap<>();
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final Map<Presence, Integer> present = new HashMap<>();
    private final long listeningSinceMillis;
    private long lastNumber;

    /** A market without anything in it. */
    public MarketState(long listeningSinceMillis) {
        this(new Ledger(), listeningSinceMillis, 0);
    }

    /**
     * A market to be filled with what the store kept.
     *
     * @param listeningSinceMillis when peers could reach the broker again
     * @param lastNumber the highest number of an order or lease that was ever given
     */
    public MarketState(Ledger ledger, long listeningSinceMillis, long lastNumber) {
        this.ledger = ledger;
        this.listeningSinceMillis = listeningSinceMillis;
        this.lastNumber = lastNumber;
    }

    /** Fills in what the store kept; bids and leases in the order in which they ended, the oldest first. */
    public void restore(List<Bid> bids, List<Lease> kept, Map<NodeId, Totals> sums, List<Id> creditsDone) {
        bids.forEach(orders::put);
        bids.forEach(bid -> candidates.touch(bid.id()));
        kept.forEach(leases::put);
        kept.forEach(sightings::leaseChanged);
        totals.putAll(sums);
        creditsDone.forEach(this::remember);
    }

    /** Fills in what the store kept besides; each list the oldest first. */
    public void restore(List<Transfer> given, List<MoneyRequest> requests, List<Candle> candles) {
        given.forEach(this::rememberGiven);
        requests.forEach(money::put);
        candles.forEach(tape::put);
    }

    /** Fills in how nodes have behaved; each list in the order of its numbers. */
    public void restore(
            List<Member> members,
            List<Pledge> pledges,
            List<Mismatch> shown,
            List<Note> notes,
            List<Ban> bans,
            List<Dispute> disputes) {
        members.forEach(conduct::put);
        pledges.forEach(conduct::put);
        shown.forEach(conduct::put);
        notes.forEach(conduct.standings()::put);
        bans.forEach(conduct::put);
        disputes.forEach(conduct.disputes()::put);
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Read only, for all but {@link #apply}. */
    public OrderBook orders() {
        return orders;
    }

    /** Read only, for all but {@link #apply}. */
    public Leases leases() {
        return leases;
    }

    public Map<NodeId, Totals> totals() {
        return Collections.unmodifiableMap(totals);
    }

    public Totals totals(NodeId node) {
        return totals.getOrDefault(node, Totals.NONE);
    }

    public Set<Id> credits() {
        return Collections.unmodifiableSet(credits);
    }

    /** The transfer that this owner made under this id, if it is one of its latest. */
    public Optional<Transfer> transferOf(NodeId from, Id command) {
        return Optional.ofNullable(transfers.getOrDefault(from, Map.of()).get(command));
    }

    /** Read only, for all but {@link #apply}. */
    public MoneyRequests money() {
        return money;
    }

    /** Read only, for all but {@link #apply}. */
    public Tape tape() {
        return tape;
    }

    /** What the operator has set while a broker ran; until then what it was started with. */
    public HouseTerms house(HouseTerms started) {
        return house == null ? started : house;
    }

    /** Fills in what the operator has set. */
    public void restore(HouseTerms set) {
        house = set;
    }

    /** Read only. */
    public Conduct conduct() {
        return conduct;
    }

    /** Read only, for all but {@link #apply}. */
    public Sightings sightings() {
        return sightings;
    }

    /** For matching alone. */
    Candidates candidates() {
        return candidates;
    }

    public Collection<Session> sessions() {
        return Collections.unmodifiableCollection(sessions.values());
    }

    public Optional<Session> session(long number) {
        return Optional.ofNullable(sessions.get(number));
    }

    public boolean isPresent(NodeId node, Side side) {
        return present.containsKey(new Presence(node, side));
    }

    public long listeningSinceMillis() {
        return listeningSinceMillis;
    }

    long nextNumber() {
        return lastNumber + 1;
    }

    /**
     * Changes the state.
     *
     * @throws IllegalStateException if the event contradicts the state: a bug, after which the state must not be used
     */
    public void apply(MarketEvent event) {
        event.match(this);
    }

    @Override
    public Boolean sessionOpened(MarketEvent.SessionOpened event) {
        Session session = event.session();
        sessions.put(session.number(), session);
        sightings.opened(session);
        present.merge(new Presence(session.node(), session.side()), 1, Integer::sum);
        candidates.touchBidsOf(this, session.node());
        return true;
    }

    @Override
    public Boolean sessionClosed(MarketEvent.SessionClosed event) {
        Session session = sessions.remove(event.session());
        if (session != null) {
            present.computeIfPresent(
                    new Presence(session.node(), session.side()), (same, count) -> count == 1 ? null : count - 1);
            candidates.touchBidsOf(this, session.node());
        }
        return true;
    }

    @Override
    public Boolean askPlaced(MarketEvent.AskPlaced event) {
        lastNumber = Math.max(lastNumber, event.ask().number());
        orders.find(event.ask().key()).ifPresent(before -> countAsk(before, -1));
        orders.put(event.ask());
        countAsk(event.ask(), 1);
        candidates.touch(event.ask().key());
        return true;
    }

    /** Before its session goes: the session knows the address. */
    private void countAsk(Ask ask, int change) {
        Session session = sessions.get(ask.session());
        if (session != null) {
            asksAt.merge(session.host(), change, (here, more) -> here + more == 0 ? null : here + more);
        }
    }

    /** How many asks stand that were placed from this address. */
    public int asksAt(String host) {
        return asksAt.getOrDefault(host, 0);
    }

    @Override
    public Boolean askWithdrawn(MarketEvent.AskWithdrawn event) {
        orders.find(event.ask()).ifPresent(ask -> countAsk(ask, -1));
        orders.remove(event.ask());
        candidates.touch(event.ask());
        return true;
    }

    @Override
    public Boolean transferred(MarketEvent.Transferred event) {
        ledger.apply(event.transfer());
        candidates.touch(event.transfer().debit());
        candidates.touch(event.transfer().credit());
        if (event.transfer().kind() == TransferKind.ISSUE) {
            remember(event.transfer().command());
        } else if (event.transfer().kind() == TransferKind.TRANSFER) {
            rememberGiven(event.transfer());
        }
        return true;
    }

    /** Each owner's own: nobody can make the broker forget another's. */
    private void rememberGiven(Transfer transfer) {
        if (transfer.debit() instanceof Account.Node from) {
            transfers.computeIfAbsent(from.node(), none -> new Remembered()).put(transfer.command(), transfer);
        }
    }

    private static final class Remembered extends LinkedHashMap<Id, Transfer> {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Transfer> eldest) {
            return size() > MarketLimits.TRANSFERS_REMEMBERED_PER_NODE;
        }
    }

    private void remember(Id command) {
        credits.add(command);
        if (credits.size() > MarketLimits.CREDITS_REMEMBERED) {
            Iterator<Id> eldest = credits.iterator();
            eldest.next();
            eldest.remove();
        }
    }

    @Override
    public Boolean totalsChanged(MarketEvent.TotalsChanged event) {
        totals.put(event.node(), event.totals());
        return true;
    }

    @Override
    public Boolean bidChanged(MarketEvent.BidChanged event) {
        lastNumber = Math.max(lastNumber, event.bid().standing());
        orders.put(event.bid());
        candidates.touch(event.bid().id());
        return true;
    }

    @Override
    public Boolean leaseChanged(MarketEvent.LeaseChanged event) {
        lastNumber = Math.max(lastNumber, event.lease().number());
        leases.put(event.lease())
                .ifPresent(forgotten -> candidates.touch(forgotten.ticket().bid()));
        candidates.touch(this, event.lease());
        sightings.leaseChanged(event.lease());
        return true;
    }

    @Override
    public Boolean moneyChanged(MarketEvent.MoneyChanged event) {
        lastNumber = Math.max(lastNumber, event.request().number());
        money.put(event.request());
        return true;
    }

    @Override
    public Boolean noteChanged(MarketEvent.NoteChanged event) {
        lastNumber = Math.max(lastNumber, event.note().number());
        conduct.standings().put(event.note());
        candidates.touchBidsOf(this, event.note().node());
        return true;
    }

    @Override
    public Boolean memberChanged(MarketEvent.MemberChanged event) {
        lastNumber = Math.max(lastNumber, event.member().number());
        conduct.put(event.member());
        candidates.touchBanned();
        return true;
    }

    @Override
    public Boolean memberForgotten(MarketEvent.MemberForgotten event) {
        conduct.forget(event.node());
        candidates.touchBanned();
        return true;
    }

    @Override
    public Boolean mismatchShown(MarketEvent.MismatchShown event) {
        lastNumber = Math.max(lastNumber, event.mismatch().number());
        conduct.put(event.mismatch());
        candidates.touchBanned();
        return true;
    }

    @Override
    public Boolean pledgeChanged(MarketEvent.PledgeChanged event) {
        lastNumber = Math.max(lastNumber, event.pledge().number());
        conduct.put(event.pledge());
        candidates.touchBanned();
        return true;
    }

    @Override
    public Boolean banChanged(MarketEvent.BanChanged event) {
        conduct.put(event.ban());
        candidates.touchBanned();
        return true;
    }

    @Override
    public Boolean houseChanged(MarketEvent.HouseChanged event) {
        house = event.house();
        return true;
    }

    @Override
    public Boolean disputeChanged(MarketEvent.DisputeChanged event) {
        lastNumber = Math.max(lastNumber, event.dispute().number());
        conduct.disputes().put(event.dispute());
        return true;
    }

    @Override
    public Boolean candleChanged(MarketEvent.CandleChanged event) {
        tape.put(event.candle());
        return true;
    }

    @Override
    public Boolean sighted(MarketEvent.Sighted event) {
        sightings.put(event.sighting());
        return true;
    }
}

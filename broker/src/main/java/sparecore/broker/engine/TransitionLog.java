package sparecore.broker.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Sighting;
import sparecore.broker.orderbook.BidState;

/** Writes one line for each change of a session, an ask, a bid or a lease. On the engine's thread. */
final class TransitionLog implements MarketEvent.Cases<Boolean> {
    private static final Logger log = LoggerFactory.getLogger("sparecore.broker.market");

    private final MarketState state;

    TransitionLog(MarketState state) {
        this.state = state;
    }

    /** Call it before the event is applied: the line tells from what to what. */
    void before(MarketEvent event) {
        event.match(this);
    }

    @Override
    public Boolean sessionOpened(MarketEvent.SessionOpened event) {
        log.info("{} {} connected", event.session().side(), event.session().node());
        return true;
    }

    @Override
    public Boolean sessionClosed(MarketEvent.SessionClosed event) {
        state.session(event.session())
                .ifPresent(session -> log.info(
                        "{} {} disconnected", session.side(), session.node().shortForm()));
        return true;
    }

    @Override
    public Boolean sighted(MarketEvent.Sighted event) {
        Sighting now = event.sighting();
        Sighting before = state.sightings().of(now.node(), now.side());
        if (now.answered() != before.answered() || !now.checked().equals(before.checked())) {
            log.info(
                    "{} {} {} at {}",
                    now.side(),
                    now.node().shortForm(),
                    now.answered() ? "answers" : "does not answer",
                    now.checked());
        }
        return true;
    }

    @Override
    public Boolean askPlaced(MarketEvent.AskPlaced event) {
        log.info(
                "ask {} of {}: {} slots at {} per CPU-second",
                event.ask().key().id(),
                event.ask().key().seller().shortForm(),
                event.ask().slots(),
                event.ask().price());
        return true;
    }

    @Override
    public Boolean askWithdrawn(MarketEvent.AskWithdrawn event) {
        log.info(
                "ask {} of {} withdrawn", event.ask().id(), event.ask().seller().shortForm());
        return true;
    }

    @Override
    public Boolean transferred(MarketEvent.Transferred event) {
        if (event.transfer().kind() == TransferKind.ISSUE) {
            log.info(
                    "credited {} to {}",
                    event.transfer().amount(),
                    event.transfer().credit().name());
        }
        return true;
    }

    @Override
    public Boolean totalsChanged(MarketEvent.TotalsChanged event) {
        return true;
    }

    @Override
    public Boolean moneyChanged(MarketEvent.MoneyChanged event) {
        MoneyRequest request = event.request();
        log.info(
                "{} {} of {} credits by {}: {}",
                request.direction(),
                request.number(),
                request.amount(),
                request.key().node().shortForm(),
                request.state());
        return true;
    }

    @Override
    public Boolean candleChanged(MarketEvent.CandleChanged event) {
        return true;
    }

    @Override
    public Boolean noteChanged(MarketEvent.NoteChanged event) {
        log.info(
                "note {} on {}: {}{}",
                event.note().number(),
                event.note().node().shortForm(),
                event.note().deed(),
                event.note().struck() ? ", struck out" : "");
        return true;
    }

    @Override
    public Boolean memberChanged(MarketEvent.MemberChanged event) {
        return true;
    }

    @Override
    public Boolean memberForgotten(MarketEvent.MemberForgotten event) {
        return true;
    }

    @Override
    public Boolean mismatchShown(MarketEvent.MismatchShown event) {
        return true;
    }

    @Override
    public Boolean pledgeChanged(MarketEvent.PledgeChanged event) {
        log.info(
                "the pledge for {} is {}",
                event.pledge().node().shortForm(),
                event.pledge().amount());
        return true;
    }

    @Override
    public Boolean banChanged(MarketEvent.BanChanged event) {
        log.warn(
                "{} is banned from {} to {}: {}",
                event.ban().node(),
                event.ban().fromMillis(),
                event.ban().untilMillis(),
                event.ban().why());
        return true;
    }

    @Override
    public Boolean houseChanged(MarketEvent.HouseChanged event) {
        log.info("the operator has set {}", event.house());
        return true;
    }

    @Override
    public Boolean disputeChanged(MarketEvent.DisputeChanged event) {
        log.info(
                "dispute {} ({}) of {} against {}: {}, {}",
                event.dispute().number(),
                event.dispute().matter().kind(),
                event.dispute().matter().claimant().shortForm(),
                event.dispute().matter().accused().shortForm(),
                event.dispute().state(),
                event.dispute().why());
        return true;
    }

    @Override
    public Boolean bidChanged(MarketEvent.BidChanged event) {
        BidState from = state.orders()
                .find(event.bid().id())
                .map(before -> before.state())
                .orElse(null);
        if (from != event.bid().state()) {
            log.info(
                    "bid {} of {}: {} → {}",
                    event.bid().id(),
                    event.bid().buyer().shortForm(),
                    from == null ? "new" : from,
                    event.bid().state());
        }
        return true;
    }

    @Override
    public Boolean leaseChanged(MarketEvent.LeaseChanged event) {
        Lease lease = event.lease();
        LeaseState from = state.leases().find(lease.id()).map(Lease::state).orElse(null);
        if (from != lease.state()) {
            log.info(
                    "lease {} ({} slots, {} → {}): {} → {} {}",
                    lease.id(),
                    lease.ticket().slots(),
                    lease.ticket().seller().shortForm(),
                    lease.ticket().buyer().shortForm(),
                    from == null ? "new" : from,
                    lease.state(),
                    lease.endReason());
        }
        return true;
    }
}

package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** Paying a seller by voucher: what the voucher promises beyond what was paid before, and never more than the escrow. */
final class Settlement {
    private Settlement() {}

    static Decision settle(MarketState state, Command.SettleLease command, long nowMillis) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return LeaseOrders.unknown();
        }
        Lease lease = known.get();
        if (!lease.ticket().seller().equals(command.seller())) {
            return LeaseOrders.notYours();
        }
        if (command.voucher().isPresent()
                && !isOf(lease.ticket(), command.voucher().get())) {
            return Decision.refused(Reason.BAD_SIGNATURE, "the voucher is not of this lease's buyer");
        }
        Credits cumulative = command.voucher().map(Voucher::cumulative).orElse(Credits.ZERO);
        Optional<Lease> after = LeaseRules.settle(lease, cumulative, command.last(), nowMillis);
        return after.<Decision>map(settled -> accept(state, lease, settled, nowMillis))
                .orElseGet(() -> Decision.refused(
                        Reason.ENDED,
                        "the lease is closed: it was settled for the last time, " + "or too long after its end"));
    }

    private static boolean isOf(Ticket ticket, Voucher voucher) {
        return voucher.lease().equals(ticket.lease())
                && voucher.buyer().equals(ticket.buyer())
                && voucher.seller().equals(ticket.seller());
    }

    /** A judgement stands for a voucher of so much in all. */
    static List<MarketEvent> capture(MarketState state, Lease lease, Credits cumulative, long nowMillis) {
        return LeaseRules.settle(lease, cumulative, false, nowMillis)
                .map(settled -> accept(state, lease, settled, nowMillis).events())
                .orElse(List.of());
    }

    private static Decision.Accepted accept(MarketState state, Lease before, Lease after, long nowMillis) {
        Credits gross = after.captured().minus(before.captured());
        Commission commission = after.ticket().commission();
        Credits fee = commission.of(after.captured()).minus(commission.of(before.captured()));
        Credits net = gross.minus(fee);
        List<MarketEvent> events = new ArrayList<>();
        List<Push> pushes = new ArrayList<>();
        if (!after.equals(before)) {
            events.add(new MarketEvent.LeaseChanged(after));
            Bid bid = Closing.bidOf(state, after);
            if (gross.isPositive()) {
                bid = bid.spending(gross).workedForBy(after.group());
                events.add(new MarketEvent.BidChanged(bid));
                events.addAll(paying(state, after, net, fee));
                state.tape()
                        .captured(gross, nowMillis)
                        .forEach(candle -> events.add(new MarketEvent.CandleChanged(candle)));
            }
            if (after.state() == LeaseState.CLOSED) {
                events.addAll(Closing.events(state, after, bid, nowMillis));
            }
            if (before.state().isLive() && !after.state().isLive()) {
                pushes.add(LeaseOrders.ended(after, Side.BUYER));
            }
        }
        return new Decision.Accepted(events, new Reply.Settled(after.id(), after.captured(), net), pushes);
    }

    private static List<MarketEvent> paying(MarketState state, Lease lease, Credits net, Credits fee) {
        Ticket ticket = lease.ticket();
        Account escrow = new Account.Escrow(lease.id());
        List<MarketEvent> events = new ArrayList<>();
        if (net.isPositive()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.CAPTURE,
                    escrow,
                    new Account.Node(lease.payee()),
                    net,
                    lease.id().id())));
        }
        if (fee.isPositive()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.COMMISSION,
                    escrow,
                    Account.House.COMMISSION,
                    fee,
                    lease.id().id())));
        }
        events.add(new MarketEvent.TotalsChanged(
                lease.payee(), state.totals(lease.payee()).earning(net)));
        Totals ofBuyer = lease.payee().equals(ticket.buyer())
                ? state.totals(ticket.buyer()).earning(net)
                : state.totals(ticket.buyer());
        events.add(new MarketEvent.TotalsChanged(ticket.buyer(), ofBuyer.spending(net.plus(fee))));
        return events;
    }
}

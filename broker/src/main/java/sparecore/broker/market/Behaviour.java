package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Role;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * Which deeds are noted, and which ban. Friends who trade with each other all day, and one side that speaks ill of the other, gain
 * little: of each deed one a day counts for each cluster on the other side.
 */
final class Behaviour {
    private static final long DAY_MILLIS = 24L * 3_600_000;

    /** After a start, until everybody has had time to come back. */
    private static final long RETURN_MILLIS = 60_000;

    private Behaviour() {}

    /** A lease is closed: by what was paid both have shown that they can be dealt with. */
    static List<MarketEvent> closed(MarketState state, Lease lease, long nowMillis) {
        NodeId seller = lease.ticket().seller();
        NodeId buyer = lease.ticket().buyer();
        if (!lease.captured().isPositive() || state.conduct().voting().areTogether(seller, buyer)) {
            return List.of();
        }
        List<MarketEvent> events = new ArrayList<>();
        long number = state.nextNumber();
        Id cause = lease.id().id();
        daily(state, Note.of(number, seller, Deed.SOLD, buyer, cause, 0, nowMillis))
                .ifPresent(events::add);
        daily(state, Note.of(number + 1, buyer, Deed.PAID, seller, cause, 0, nowMillis))
                .ifPresent(events::add);
        return events;
    }

    /** One peer says that the other is gone. Its word counts where the broker has not seen the other either. */
    static List<MarketEvent> ended(
            MarketState state, Lease live, LeaseRules.Peer by, EndReason reason, long nowMillis) {
        if (nowMillis < state.listeningSinceMillis() + RETURN_MILLIS || !live.isConnected()) {
            return List.of();
        }
        NodeId seller = live.ticket().seller();
        NodeId buyer = live.ticket().buyer();
        Id cause = live.id().id();
        long number = state.nextNumber();
        if (by == LeaseRules.Peer.BUYER && reason == EndReason.SELLER_GONE && !state.isPresent(seller, Side.SELLER)) {
            return daily(state, Note.of(number, seller, Deed.VANISHED, buyer, cause, 0, nowMillis)).stream()
                    .toList();
        }
        if (by == LeaseRules.Peer.SELLER && reason == EndReason.BUYER_GONE && !state.isPresent(buyer, Side.BUYER)) {
            return daily(state, Note.of(number, buyer, Deed.LEFT, seller, cause, 0, nowMillis)).stream()
                    .toList();
        }
        return List.of();
    }

    /** The note, unless one like it from the same side was taken today. */
    static Optional<MarketEvent> daily(MarketState state, Note note) {
        return countOf(state, note, DAY_MILLIS) == 0
                ? Optional.of(new MarketEvent.NoteChanged(note))
                : Optional.empty();
    }

    /** How many notes of the same deed by the same cluster were taken in this time. */
    static long countOf(MarketState state, Note note, long sinceMillis) {
        NodeId cluster = state.conduct().voting().of(note.by());
        return state.conduct().standings().of(note.node()).stream()
                .filter(known -> known.deed() == note.deed() && note.atMillis() - known.atMillis() < sinceMillis)
                .filter(known -> state.conduct().voting().of(known.by()).equals(cluster))
                .count();
    }

    /** A deed that leaves no doubt: it is noted, and bans if it is too much. */
    static List<MarketEvent> proved(MarketState state, Note note, long nowMillis) {
        return provedAfter(state, note, List.of(), nowMillis);
    }

    /** @param before what the same decision has changed already */
    static List<MarketEvent> provedAfter(MarketState state, Note note, List<MarketEvent> before, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.NoteChanged(note));
        if (!state.conduct().isBanned(note.node(), nowMillis)
                && state.conduct().standings().deservesBan(note.node(), note, nowMillis)) {
            events.addAll(ban(state, note.node(), note.deed().text(), note.cause(), before, nowMillis));
        }
        return events;
    }

    /** Bans all that are liable together, takes what is pledged for them, and their asks. What runs goes on. */
    static List<MarketEvent> ban(MarketState state, NodeId node, String why, Id cause, long nowMillis) {
        return ban(state, node, why, cause, List.of(), nowMillis);
    }

    private static List<MarketEvent> ban(
            MarketState state, NodeId node, String why, Id cause, List<MarketEvent> before, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        for (NodeId member : state.conduct().liable().members(node)) {
            events.add(new MarketEvent.BanChanged(Ban.begun(member, why, nowMillis)));
            pledge(state, member, before).filter(Pledge::stands).ifPresent(pledge -> {
                events.add(new MarketEvent.PledgeChanged(pledge.of(Credits.ZERO)));
                events.add(new MarketEvent.Transferred(Transfer.of(
                        TransferKind.FORFEIT,
                        new Account.Pledge(member),
                        Account.House.ISSUED,
                        pledge.amount(),
                        cause)));
            });
            events.addAll(withdrawing(state, member));
        }
        return events;
    }

    /** As it is after these events. */
    private static Optional<Pledge> pledge(MarketState state, NodeId member, List<MarketEvent> before) {
        return before.stream()
                .filter(MarketEvent.PledgeChanged.class::isInstance)
                .map(event -> ((MarketEvent.PledgeChanged) event).pledge())
                .filter(pledge -> pledge.node().equals(member))
                .findFirst()
                .or(() -> state.conduct().pledge(member));
    }

    static List<MarketEvent> withdrawing(MarketState state, NodeId seller) {
        List<MarketEvent> events = new ArrayList<>();
        for (Ask ask : state.orders().asksOf(seller)) {
            events.add(new MarketEvent.AskWithdrawn(ask.key()));
        }
        return events;
    }

    /** Who shows forged or used evidence is convicted by it, once for each command. Keys without any trade are only turned away: noting them costs too much. */
    static Decision convicted(MarketState state, NodeId node, Role role, Id cause, String text, long nowMillis) {
        boolean trades = !state.totals(node).equals(Totals.NONE)
                || !state.leases().openOf(node).isEmpty();
        if (!trades) {
            return Decision.refused(Reason.BAD_SIGNATURE, text);
        }
        Deed deed = role == Role.SELLER ? Deed.FORGED_AS_SELLER : Deed.FORGED_AS_BUYER;
        boolean repeated = state.conduct().standings().of(node).stream()
                .anyMatch(known -> known.deed() == deed && known.cause().equals(cause));
        Note note = Note.of(state.nextNumber(), node, deed, node, cause, 0, nowMillis);
        return new Decision.Accepted(
                repeated ? List.of() : proved(state, note, nowMillis),
                new Reply.Convicted(text + "; this counts against you"),
                List.of());
    }

    static Optional<Decision> refusalOfBanned(MarketState state, NodeId node, long nowMillis) {
        return state.conduct()
                .ban(node, nowMillis)
                .map(ban -> Decision.refused(
                        Reason.BANNED,
                        "this key is banned for " + Math.max(1, (ban.untilMillis() - nowMillis) / DAY_MILLIS)
                                + " more days: " + ban.why()));
    }
}

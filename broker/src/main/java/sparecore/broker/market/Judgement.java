package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.dispute.DisputeState;
import sparecore.broker.dispute.Matter;
import sparecore.broker.dispute.Verdict;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;

/** What follows from a decided dispute: for standings, and for money. Nobody pays more than it has. */
final class Judgement {
    private Judgement() {}

    static List<MarketEvent> bySignatures(MarketState state, Dispute dispute, Verdict verdict, long nowMillis) {
        if (verdict.claimantLied()) {
            return provedWrong(state, dispute, nowMillis);
        }
        return switch (dispute.state()) {
            case UPHELD -> upheld(state, dispute, nowMillis);
            case DISMISSED -> vain(state, dispute, nowMillis);
            case NEEDS_REFEREE, LAPSED -> List.of();
        };
    }

    /** A run has shown which answer the work has, or how long it takes. */
    static List<MarketEvent> byReferee(MarketState state, Dispute dispute, long nowMillis) {
        if (dispute.state() == DisputeState.UPHELD) {
            return upheld(state, dispute, nowMillis);
        }
        boolean wasWrong = dispute.matter().kind() == DisputeKind.WRONG_VERDICT
                && !dispute.matter().answer().equals(Matter.UNTOLD);
        return wasWrong ? provedWrong(state, dispute, nowMillis) : vain(state, dispute, nowMillis);
    }

    /** The claimant's own result. */
    private static List<MarketEvent> provedWrong(MarketState state, Dispute dispute, long nowMillis) {
        return provedWrong(state, dispute, dispute.matter().claimant(), nowMillis);
    }

    /** A result counts once: what is proved of it takes the place of what was reported, and a second proof adds nothing. */
    private static List<MarketEvent> provedWrong(MarketState state, Dispute dispute, NodeId seller, long nowMillis) {
        Matter matter = dispute.matter();
        if (isProvedWrong(state, seller, matter.lease(), matter.assignment())) {
            return List.of();
        }
        List<MarketEvent> events = new ArrayList<>();
        for (Note reported : state.conduct().standings().of(seller)) {
            if (reported.deed() == Deed.WRONG_RESULT
                    && !reported.struck()
                    && reported.cause().equals(matter.lease().id())
                    && reported.assignment() == matter.assignment()) {
                events.add(new MarketEvent.NoteChanged(reported.strike()));
            }
        }
        Note note = note(state, dispute, seller, Deed.PROVED_WRONG, nowMillis);
        events.addAll(Behaviour.proved(state, note, nowMillis));
        return events;
    }

    /** Whether this result has counted against its seller in a dispute. */
    static boolean isProvedWrong(MarketState state, NodeId seller, LeaseId lease, long assignment) {
        return state.conduct().standings().of(seller).stream()
                .filter(note -> note.deed() == Deed.PROVED_WRONG && note.assignment() == assignment)
                .anyMatch(note -> state.conduct()
                        .disputes()
                        .find(note.cause().low())
                        .filter(before -> before.matter().lease().equals(lease))
                        .isPresent());
    }

    private static List<MarketEvent> vain(MarketState state, Dispute dispute, long nowMillis) {
        Deed deed =
                dispute.matter().kind().isBySeller() ? Deed.DISPUTED_IN_VAIN_AS_SELLER : Deed.DISPUTED_IN_VAIN_AS_BUYER;
        Note note = note(state, dispute, dispute.matter().claimant(), deed, nowMillis);
        return List.of(new MarketEvent.NoteChanged(note));
    }

    private static List<MarketEvent> upheld(MarketState state, Dispute dispute, long nowMillis) {
        Matter matter = dispute.matter();
        if (matter.note() != 0) {
            return struck(state, dispute, nowMillis);
        }
        if (matter.kind() == DisputeKind.WRONG_RESULT) {
            return provedWrong(state, dispute, matter.accused(), nowMillis);
        }
        Note note = note(state, dispute, matter.accused(), deed(matter.kind()), nowMillis);
        List<MarketEvent> events = new ArrayList<>();
        if (matter.kind() == DisputeKind.UNPAID) {
            events.addAll(paying(state, dispute, nowMillis));
            Behaviour.daily(state, note).ifPresent(events::add);
        } else {
            events.addAll(award(state, matter.accused(), matter.claimant(), matter.amount(), dispute.command()));
            // After the award: a ban takes what is left of the pledge.
            events.addAll(Behaviour.provedAfter(state, note, events, nowMillis));
        }
        return events;
    }

    private static Deed deed(DisputeKind kind) {
        return switch (kind) {
            case UNPAID -> Deed.DID_NOT_PAY;
            case WRONG_VERDICT -> Deed.REJECTED_RIGHT;
            case OVERCHARGED -> Deed.OVERCHARGED;
            case WRONG_RESULT -> Deed.PROVED_WRONG;
        };
    }

    private static Note note(MarketState state, Dispute dispute, NodeId node, Deed deed, long nowMillis) {
        NodeId by = node.equals(dispute.matter().claimant())
                ? dispute.matter().accused()
                : dispute.matter().claimant();
        // The dispute's own number may just have been given, or long ago.
        long number = Math.max(dispute.number() + 1, state.nextNumber());
        Id cause = new Id(0, dispute.number());
        return Note.of(number, node, deed, by, cause, dispute.matter().assignment(), nowMillis);
    }

    /** The note goes; whoever had reported a right result as wrong has rejected it. */
    private static List<MarketEvent> struck(MarketState state, Dispute dispute, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        Optional<Note> struck =
                state.conduct().standings().find(dispute.matter().note());
        struck.ifPresent(found -> events.add(new MarketEvent.NoteChanged(found.strike())));
        if (struck.isPresent() && struck.get().deed() == Deed.WRONG_RESULT) {
            Note note = note(state, dispute, dispute.matter().accused(), Deed.REJECTED_RIGHT, nowMillis);
            events.addAll(Behaviour.proved(state, note, nowMillis));
        }
        return events;
    }

    /** As if the buyer had signed a voucher; where the escrow has gone back already, out of the buyer's account. */
    private static List<MarketEvent> paying(MarketState state, Dispute dispute, long nowMillis) {
        Matter matter = dispute.matter();
        Optional<Lease> lease = state.leases().find(matter.lease());
        if (lease.isPresent() && lease.get().state() != LeaseState.CLOSED) {
            return Settlement.capture(state, lease.get(), lease.get().captured().plus(matter.amount()), nowMillis);
        }
        NodeId payee = lease.map(Lease::payee).orElse(matter.claimant());
        return award(state, matter.accused(), payee, matter.amount(), dispute.command());
    }

    private static List<MarketEvent> award(MarketState state, NodeId from, NodeId to, Credits amount, Id command) {
        List<MarketEvent> events = new ArrayList<>();
        Account account = new Account.Node(from);
        Credits cash = amount.min(state.ledger().balance(account));
        if (from.equals(to)) {
            return events;
        }
        if (cash.isPositive()) {
            events.add(moved(account, to, cash, command));
        }
        Credits rest = amount.minus(cash);
        state.conduct().pledge(from).filter(Pledge::stands).ifPresent(pledge -> {
            Credits taken = rest.min(pledge.amount());
            if (taken.isPositive()) {
                events.add(new MarketEvent.PledgeChanged(pledge.less(taken)));
                events.add(moved(new Account.Pledge(from), to, taken, command));
            }
        });
        return events;
    }

    private static MarketEvent moved(Account from, NodeId to, Credits amount, Id command) {
        return new MarketEvent.Transferred(
                Transfer.of(TransferKind.AWARD, from, new Account.Node(to), amount, command));
    }
}

package sparecore.broker.market;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.dispute.DisputeState;
import sparecore.broker.dispute.Judge;
import sparecore.broker.dispute.Matter;
import sparecore.broker.dispute.Verdict;
import sparecore.broker.lease.Lease;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.PayDelay;
import sparecore.broker.standing.Role;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Receipt;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;
import sparecore.money.Credits;

/** Opening disputes, and ending them: by signatures at once, by a referee, or by time. What follows is in {@link Judgement}. */
final class Disputing {
    private Disputing() {}

    static Decision open(MarketState state, Command.OpenDispute command, long nowMillis) {
        Optional<Dispute> known = state.conduct().disputes().find(command.claimant(), command.command());
        if (known.isPresent()) {
            return Decision.replied(new Reply.DisputeShown(known.get()));
        }
        return command.note() != 0 ? contest(state, command, nowMillis) : claim(state, command, nowMillis);
    }

    /** A note on the claimant's own standing. */
    private static Decision contest(MarketState state, Command.OpenDispute command, long nowMillis) {
        Optional<Note> found = state.conduct()
                .standings()
                .find(command.note())
                .filter(note -> note.node().equals(command.claimant()));
        if (found.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "there is no such note on your standing, or it has faded");
        }
        Note note = found.get();
        if (note.deed().isGood() || note.deed().isProved() || note.struck()) {
            return Decision.refused(Reason.CONFLICT, "this note is good, judged or struck out: it is not disputed");
        }
        Optional<Mismatch> shown =
                state.conduct().mismatches().find(new Mismatch.Key(new LeaseId(note.cause()), note.assignment()));
        Matter matter = new Matter(
                DisputeKind.WRONG_VERDICT,
                command.claimant(),
                note.by(),
                new LeaseId(note.cause()),
                note.assignment(),
                shown.map(Mismatch::work).orElse(Matter.UNTOLD),
                shown.map(Mismatch::answer).orElse(Matter.UNTOLD),
                0,
                note.number(),
                Credits.ZERO);
        return begin(
                state,
                command,
                matter,
                new Verdict(
                        DisputeState.NEEDS_REFEREE,
                        false,
                        "the note says: " + note.deed().text()),
                nowMillis);
    }

    private static Decision claim(MarketState state, Command.OpenDispute command, long nowMillis) {
        CaseFile first = command.files().get(0);
        Ticket ticket = first.ticket().ticket();
        Optional<Lease> known = state.leases().find(ticket.lease());
        if (known.isEmpty() || !isOf(known.get(), ticket)) {
            return Decision.refused(Reason.UNKNOWN, "no such lease, or it was closed long ago");
        }
        boolean bySeller = command.kind().isBySeller();
        NodeId claimant = bySeller ? ticket.seller() : ticket.buyer();
        if (!claimant.equals(command.claimant()) || !isOneLease(command.files())) {
            return Behaviour.convicted(
                    state,
                    command.claimant(),
                    bySeller ? Role.SELLER : Role.BUYER,
                    command.command(),
                    "this evidence is of another lease, or the same is shown twice",
                    nowMillis);
        }
        return command.kind() == DisputeKind.UNPAID
                ? unpaid(state, command, known.get(), nowMillis)
                : aboutOne(state, command, known.get(), first, nowMillis);
    }

    /** The ticket that stands, or the one before a renewal: evidence is kept with the ticket of its time. */
    private static boolean isOf(Lease lease, Ticket shown) {
        return lease.ticket().equals(shown) || lease.ticket().renews(shown);
    }

    private static boolean isOneLease(List<CaseFile> files) {
        Set<Long> assignments = new HashSet<>();
        return files.stream()
                .allMatch(file -> file.ticket()
                                .ticket()
                                .lease()
                                .equals(files.get(0).ticket().ticket().lease())
                        && assignments.add(file.assigned().testimony().assignment()));
    }

    private static Decision unpaid(MarketState state, Command.OpenDispute command, Lease lease, long nowMillis) {
        if (lease.state().isLive()) {
            return Decision.refused(
                    Reason.CONFLICT, "the lease lives, and its next voucher may be on its way: end it first");
        }
        Credits escrow = lease.ticket().escrow();
        Credits accepted = Credits.ZERO;
        for (CaseFile file : command.files()) {
            // Each is cut, since a hostile pair of peers may sign what does not add up in a long.
            accepted = accepted.plus(paid(file));
        }
        Credits worth = accepted.min(escrow);
        Verdict verdict = Judge.unpaid(worth, lease.captured(), PayDelay.text(nowMillis - lease.endedAtMillis()));
        Credits owed = verdict.state() == DisputeState.UPHELD ? worth.minus(lease.captured()) : Credits.ZERO;
        return begin(state, command, matter(command, command.files().get(0), 0, owed), verdict, nowMillis);
    }

    private static Decision aboutOne(
            MarketState state, Command.OpenDispute command, Lease lease, CaseFile file, long nowMillis) {
        Verdict verdict =
                switch (command.kind()) {
                    case WRONG_VERDICT -> Judge.wrongVerdict(file);
                    case WRONG_RESULT -> Judge.wrongResult(file);
                    case OVERCHARGED -> Judge.overcharged(file);
                    case UNPAID -> throw new IllegalStateException("it is about a lease");
                };
        Credits amount = command.kind() == DisputeKind.WRONG_VERDICT
                ? charge(file)
                : command.kind() == DisputeKind.OVERCHARGED ? overpaid(lease, file) : Credits.ZERO;
        return begin(
                state,
                command,
                matter(command, file, file.assigned().testimony().assignment(), amount),
                verdict,
                nowMillis);
    }

    /** What the seller asks for its run. */
    private static Credits charge(CaseFile file) {
        Ticket ticket = file.ticket().ticket();
        return file.result()
                .map(signed -> ticket.price().of(signed.result().cpuMicros(), ticket.speed()))
                .orElse(Credits.ZERO)
                .min(ticket.escrow());
    }

    /** The receipt is the claimant's own word: it gets back no more than the seller has asked for, and the lease has paid. */
    private static Credits overpaid(Lease lease, CaseFile file) {
        return paid(file).min(charge(file)).min(lease.captured());
    }

    private static Credits paid(CaseFile file) {
        return file.receipt()
                .map(signed -> signed.testimony())
                .map(Receipt::paid)
                .orElse(Credits.ZERO)
                .min(file.ticket().ticket().escrow());
    }

    private static Matter matter(Command.OpenDispute command, CaseFile file, long assignment, Credits amount) {
        Ticket ticket = file.ticket().ticket();
        return new Matter(
                command.kind(),
                command.claimant(),
                command.kind().isBySeller() ? ticket.buyer() : ticket.seller(),
                ticket.lease(),
                assignment,
                file.assigned().testimony().work(),
                file.result().map(signed -> signed.result().answer()).orElse(Matter.UNTOLD),
                file.result()
                        .map(signed ->
                                ticket.speed().referenceMicros(signed.result().cpuMicros()))
                        .orElse(0L),
                0,
                amount);
    }

    private static Decision begin(
            MarketState state, Command.OpenDispute command, Matter matter, Verdict verdict, long nowMillis) {
        Optional<Dispute> before = state.conduct().disputes().about(matter);
        if (before.isPresent()
                && (matter.kind() != DisputeKind.UNPAID || before.get().state() == DisputeState.UPHELD)) {
            return Decision.refused(
                    Reason.CONFLICT,
                    "this was disputed before, as number " + before.get().number() + ": "
                            + before.get().why());
        }
        if (!verdict.state().isFinal() && isFull(state, command)) {
            return Decision.refused(
                    Reason.LIMIT, "too many disputes wait for a referee: come back when some are decided");
        }
        Dispute dispute =
                Dispute.opened(state.nextNumber(), command.command(), matter, command.host(), verdict, nowMillis);
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.DisputeChanged(dispute));
        events.addAll(Judgement.bySignatures(state, dispute, verdict, nowMillis));
        return new Decision.Accepted(events, new Reply.DisputeShown(dispute), List.of());
    }

    private static boolean isFull(MarketState state, Command.OpenDispute command) {
        return state.conduct().disputes().waiting(dispute -> true) >= MarketLimits.DISPUTES_MAX
                || state.conduct()
                                .disputes()
                                .waiting(dispute -> dispute.matter().claimant().equals(command.claimant()))
                        >= MarketLimits.DISPUTES_PER_NODE_MAX
                || state.conduct().disputes().waiting(dispute -> dispute.host().equals(command.host()))
                        >= MarketLimits.DISPUTES_PER_ADDRESS_MAX;
    }

    /** By the operator: somebody has run the work again. */
    static Decision settle(MarketState state, Command.SettleDispute command, long nowMillis) {
        Optional<Dispute> known = state.conduct().disputes().find(command.number());
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no such dispute, or it was decided long ago");
        }
        DisputeState wanted = command.upheld() ? DisputeState.UPHELD : DisputeState.DISMISSED;
        if (known.get().state().isFinal()) {
            return known.get().state() == wanted
                    ? Decision.replied(new Reply.DisputeShown(known.get()))
                    : Decision.refused(
                            Reason.ENDED,
                            "this dispute is "
                                    + known.get().state().name().toLowerCase(Locale.ROOT) + " already: "
                                    + known.get().why());
        }
        Dispute dispute = known.get().decided(wanted, command.why(), nowMillis);
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.DisputeChanged(dispute));
        events.addAll(Judgement.byReferee(state, dispute, nowMillis));
        return new Decision.Accepted(events, new Reply.DisputeShown(dispute), List.of());
    }

    /** From the engine: nobody has come. */
    static Decision lapse(MarketState state, Command.LapseDispute command, long nowMillis) {
        Optional<Dispute> due =
                state.conduct().disputes().find(command.number()).filter(dispute -> dispute.isDue(nowMillis));
        return due.isEmpty()
                ? Decision.done()
                : Decision.done(new MarketEvent.DisputeChanged(
                        due.get().decided(DisputeState.LAPSED, "no referee came in time: nothing follows", nowMillis)));
    }

    /** Latest first, as many as fit into a frame. */
    static Decision list(MarketState state, Command.ListDisputes command) {
        List<Dispute> all = new ArrayList<>(state.conduct().disputes().of(command.node()));
        Collections.reverse(all);
        return Decision.replied(new Reply.DisputesListed(
                all.stream().limit(MarketLimits.DISPUTES_LISTED_MAX).toList()));
    }
}

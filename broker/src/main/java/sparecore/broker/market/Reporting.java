package sparecore.broker.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.lease.Lease;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Role;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;

/**
 * Buyers show results that differ: signed by their sellers, under leases that the broker has matched. It counts against a seller if two
 * others, who belong neither together nor to the buyer, have signed the same other answer. That can be made up by a buyer that
 * owns them; so it never bans, one buyer's reports weigh little, and the seller may dispute them.
 */
final class Reporting {
    /** Notes of one cluster of buyers on one seller that count at a time. */
    private static final int NOTES_MAX = 3;

    private static final int INDEPENDENT_LEAST = 2;

    private Reporting() {}

    static Decision report(MarketState state, Command.ReportResults command, long nowMillis) {
        if (state.conduct().mismatches().isReported(command.buyer(), command.command())) {
            return Decision.done();
        }
        Digest work = command.accepted().get(0).result().work();
        for (Command.ShownResult shown : command.all()) {
            Optional<Lease> lease = state.leases().find(shown.result().lease());
            if (lease.isEmpty()) {
                return Decision.refused(Reason.UNKNOWN, "a result of a lease that was closed long ago, or never was");
            }
            if (!isOf(lease.get().ticket(), command.buyer(), shown)
                    || !shown.result().work().equals(work)) {
                return convicted(state, command, "this result is of another lease, or of other work", nowMillis);
            }
        }
        for (Command.ShownResult wrong : command.wrong()) {
            if (state.conduct().mismatches().find(key(wrong)).isPresent()) {
                return convicted(state, command, "this result was reported before", nowMillis);
            }
        }
        return new Decision.Accepted(noted(state, command, nowMillis), new Reply.Done(), List.of());
    }

    private static boolean isOf(Ticket ticket, NodeId buyer, Command.ShownResult shown) {
        return ticket.buyer().equals(buyer) && ticket.seller().equals(shown.seller());
    }

    private static Decision convicted(MarketState state, Command.ReportResults command, String text, long nowMillis) {
        return Behaviour.convicted(state, command.buyer(), Role.BUYER, command.command(), text, nowMillis);
    }

    private static Mismatch.Key key(Command.ShownResult shown) {
        return new Mismatch.Key(shown.result().lease(), shown.result().assignment());
    }

    private static List<MarketEvent> noted(MarketState state, Command.ReportResults command, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        long number = state.nextNumber();
        for (Command.ShownResult wrong : command.wrong()) {
            if (independent(state, command, wrong.seller()) < INDEPENDENT_LEAST) {
                continue;
            }
            events.add(new MarketEvent.MismatchShown(new Mismatch(
                    number++,
                    command.buyer(),
                    command.command(),
                    wrong.seller(),
                    wrong.result().lease(),
                    wrong.result().assignment(),
                    wrong.result().work(),
                    wrong.result().answer(),
                    nowMillis)));
            Note note = Note.of(
                    number++,
                    wrong.seller(),
                    Deed.WRONG_RESULT,
                    command.buyer(),
                    wrong.result().lease().id(),
                    wrong.result().assignment(),
                    nowMillis);
            boolean proved = Judgement.isProvedWrong(
                    state,
                    wrong.seller(),
                    wrong.result().lease(),
                    wrong.result().assignment());
            if (!proved && Behaviour.countOf(state, note, Note.HALF_MILLIS) < NOTES_MAX) {
                Behaviour.daily(state, note).ifPresent(events::add);
            }
        }
        return events;
    }

    /** How many clusters stand against the accused one, without the buyer's own. */
    private static int independent(MarketState state, Command.ReportResults command, NodeId accused) {
        Set<NodeId> clusters = new HashSet<>();
        command.accepted()
                .forEach(right -> clusters.add(state.conduct().voting().of(right.seller())));
        clusters.remove(state.conduct().voting().of(accused));
        clusters.remove(state.conduct().voting().of(command.buyer()));
        return clusters.size();
    }
}

package sparecore.broker.market;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Tie;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.PayDelay;
import sparecore.broker.standing.Role;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;

/**
 * What the broker thinks of a node, and why.
 *
 * @param cluster how many keys vote as one with it, itself included
 * @param ties what it has in common with them
 * @param notes oldest first
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record StandingView(
        NodeId node,
        int pointsAsSeller,
        int pointsAsBuyer,
        List<Line> notes,
        Optional<Pledge> pledge,
        Optional<Ban> ban,
        int cluster,
        Set<Tie.Kind> ties) {
    /** As long as a deed's own text and this much more, so that all notes fit into a frame. */
    private static final int REASON_CHARACTERS_MAX = 220;

    /** @param milliPoints what the note counts now @param reason for a person */
    public record Line(Note note, long milliPoints, String reason) {}

    static StandingView of(MarketState state, NodeId node, long nowMillis) {
        Conduct conduct = state.conduct();
        return new StandingView(
                node,
                conduct.points(node, Role.SELLER, nowMillis),
                conduct.points(node, Role.BUYER, nowMillis),
                conduct.standings().of(node).stream()
                        .filter(note -> !note.isForgotten(nowMillis))
                        .map(note -> new Line(note, note.milliPoints(nowMillis), reason(state, note)))
                        .toList(),
                conduct.pledge(node).filter(Pledge::stands),
                conduct.ban(node, nowMillis),
                conduct.voting().members(node).size(),
                Set.copyOf(conduct.voting().kinds(node)));
    }

    /** With what the broker still knows of the lease or the dispute that it is about. */
    private static String reason(MarketState state, Note note) {
        String more = "";
        if (note.deed() == Deed.PAID) {
            more = state.leases()
                    .find(new LeaseId(note.cause()))
                    .filter(lease -> lease.closedAtMillis() != 0)
                    .map(lease -> ", " + PayDelay.text(lease.closedAtMillis() - lease.endedAtMillis()))
                    .orElse("");
        } else if (note.cause().high() == 0) {
            more = state.conduct()
                    .disputes()
                    .find(note.cause().low())
                    .map(dispute -> ": " + dispute.why())
                    .orElse("");
        }
        String reason = note.deed().text() + more;
        return reason.substring(0, Math.min(reason.length(), REASON_CHARACTERS_MAX));
    }
}

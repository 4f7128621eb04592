package sparecore.broker.market;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Tie;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Role;
import sparecore.identity.NodeId;

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
    /** @param milliPoints what the note counts now */
    public record Line(Note note, long milliPoints) {}

    static StandingView of(MarketState state, NodeId node, long nowMillis) {
        Conduct conduct = state.conduct();
        return new StandingView(
                node,
                conduct.points(node, Role.SELLER, nowMillis),
                conduct.points(node, Role.BUYER, nowMillis),
                conduct.standings().of(node).stream()
                        .filter(note -> !note.isForgotten(nowMillis))
                        .map(note -> new Line(note, note.milliPoints(nowMillis)))
                        .toList(),
                conduct.pledge(node).filter(Pledge::stands),
                conduct.ban(node, nowMillis),
                conduct.voting().members(node).size(),
                Set.copyOf(conduct.voting().kinds(node)));
    }
}

package sparecore.broker.market;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sparecore.broker.cluster.Agreement;
import sparecore.broker.cluster.Tie;
import sparecore.broker.standing.Ban;
import sparecore.identity.NodeId;

/**
 * Who belongs together, who gives the same wrong answers, and who is banned. Each list holds at most {@link MarketView#ROWS_MAX} or less.
 */
public record ClusterView(List<Line> clusters, List<Agreement> matrix, List<Ban> bans) {
    private static final int ROWS_MAX = 1_000;
    private static final int MEMBERS_MAX = 100;

    /** @param size with the members that are not listed */
    public record Line(int size, List<NodeId> members, Set<Tie.Kind> ties) {}

    static ClusterView of(MarketState state, long nowMillis) {
        Conduct conduct = state.conduct();
        return new ClusterView(
                conduct.voting().joined().stream()
                        .limit(ROWS_MAX)
                        .map(members -> line(conduct, members))
                        .toList(),
                conduct.matrix().stream().limit(ROWS_MAX).toList(),
                conduct.bans().stream()
                        .filter(ban -> ban.holds(nowMillis))
                        .limit(ROWS_MAX)
                        .toList());
    }

    private static Line line(Conduct conduct, List<NodeId> members) {
        List<NodeId> first = members.subList(0, Math.min(members.size(), MEMBERS_MAX));
        Set<Tie.Kind> ties = EnumSet.noneOf(Tie.Kind.class);
        ties.addAll(conduct.voting().kinds(members.get(0)));
        return new Line(members.size(), List.copyOf(first), ties);
    }
}

package sparecore.broker.console;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import sparecore.broker.cluster.Tie;
import sparecore.broker.market.ClusterView;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;

/** The page's tables of who belongs together, who gives the same wrong answers, and who is banned. */
final class ConductTables {
    private static final int MEMBERS_SHOWN = 8;

    private ConductTables() {}

    static Consumer<Html> clusters(ClusterView view) {
        return Tables.table(
                view.clusters(),
                "No two keys belong together.",
                List.of("Keys #", "Have in common", "Members"),
                (row, line) -> {
                    Tables.number(row, line.size());
                    row.element(
                            "td",
                            line.ties().stream().sorted().map(Tie.Kind::text).collect(Collectors.joining(", ")));
                    row.element(
                            "td.id",
                            line.members().stream()
                                    .limit(MEMBERS_SHOWN)
                                    .map(NodeId::shortForm)
                                    .collect(Collectors.joining(" ")));
                });
    }

    static Consumer<Html> agreements(ClusterView view) {
        return Tables.table(
                view.matrix(),
                "No two sellers have given the same wrong answer.",
                List.of("Seller", "Seller", "Times #", "Buyers #", "Vote as one"),
                (row, agreement) -> {
                    Tables.node(row, agreement.one());
                    Tables.node(row, agreement.other());
                    Tables.number(row, agreement.times());
                    Tables.number(row, agreement.buyers());
                    row.element("td", agreement.ties() ? "yes" : "");
                });
    }

    static Consumer<Html> bans(ClusterView view) {
        return Tables.table(view.bans(), "Nobody is banned.", List.of("Node", "Until (UTC)", "Why"), (row, ban) -> {
            Tables.node(row, ban.node());
            row.element("td.id", Tell.time(ban.untilMillis()));
            row.element("td", ban.why());
        });
    }
}

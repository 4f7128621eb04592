package sparecore.broker.console;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.MarketView;
import sparecore.broker.market.MarketView.AskLine;
import sparecore.broker.market.MarketView.BidLine;
import sparecore.identity.NodeId;

/** The page: the market at one moment. Loads itself again; every value is escaped. */
final class Page {
    static final int REFRESH_SECONDS = 3;

    private final NodeId broker;
    private final String address;

    /** @param address where peers connect, "host:port" */
    Page(NodeId broker, String address) {
        this.broker = broker;
        this.address = address;
    }

    String of(MarketView view) {
        Html html = new Html();
        html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .raw("<meta http-equiv=\"refresh\" content=\"" + REFRESH_SECONDS + "\">")
                .raw("<title>Sparecore broker</title><style>" + Style.SHEET + "</style></head><body>");
        header(html, view);
        figures(html, view);
        html.element("div.columns", columns -> {
            columns.element("div", left -> {
                section(left, "Sellers", view.sellers().size(), Tables.sellers(view.sellers()));
                section(left, "Asks", view.asks().size(), Tables.asks(cheapestFirst(view.asks())));
            });
            columns.element("div", right -> {
                section(
                        right,
                        "Book",
                        view.figures().asks().size() + view.figures().bids().size(),
                        Tables.book(view.figures()));
                section(right, "Bids", openBids(view).size(), Tables.bids(openBids(view)));
            });
        });
        section(
                html,
                "Prices by hour",
                view.figures().hours().size(),
                Tables.candles(view.figures().hours()));
        section(html, "Leases", view.leases().size(), Tables.leases(view.leases()));
        section(html, "Deposits and withdrawals", view.money().size(), Tables.money(view.money()));
        section(html, "Balances", view.accounts().size(), Tables.accounts(view.accounts()));
        section(html, "Nodes", view.nodes().size(), Tables.nodes(view.nodes()));
        section(
                html,
                "Keys that vote as one",
                view.clusters().clusters().size(),
                ConductTables.clusters(view.clusters()));
        section(
                html,
                "The same wrong answers",
                view.clusters().matrix().size(),
                ConductTables.agreements(view.clusters()));
        section(html, "Banned", view.clusters().bans().size(), ConductTables.bans(view.clusters()));
        return html.raw("</body></html>\n").toString();
    }

    private void header(Html html, MarketView view) {
        html.element(
                "header",
                header -> header.element("h1", "Sparecore broker")
                        .element("p", line -> line.element("code", broker + "@" + address))
                        .element(
                                "span." + (view.ledger().balanced() ? "pill good" : "pill bad"),
                                verdict(view.ledger())));
    }

    private static String verdict(LedgerCheck check) {
        return check.balanced() ? "the books balance" : "the books do not balance: " + check.problem();
    }

    private static void figures(Html html, MarketView view) {
        int slots = view.sellers().stream().mapToInt(MarketView.NodeLine::slots).sum();
        int free =
                view.sellers().stream().mapToInt(MarketView.NodeLine::slotsFree).sum();
        long live =
                view.leases().stream().filter(lease -> lease.state().isLive()).count();
        LedgerCheck ledger = view.ledger();
        html.element("div.figures", figures -> {
            figure(figures, "Slots on offer", slots, free + " free");
            figure(figures, "Last price", lastPrice(view), dayVolume(view));
            figure(figures, "Leases alive", live, view.leases().size() + " shown below");
            figure(figures, "Bids open", openBids(view).size(), "");
            figure(figures, "Credits issued", ledger.issued(), ledger.transfers() + " transfers");
            figure(figures, "Commission earned", ledger.commissionEarned(), percent(view) + " of every payment");
            figure(figures, "Sum of all accounts", ledger.sum(), "must be zero");
        });
    }

    private static String lastPrice(MarketView view) {
        return view.figures().last().map(candle -> candle.close().toString()).orElse("none yet");
    }

    private static String dayVolume(MarketView view) {
        return view.figures().daySlots() + " slots, " + view.figures().dayPaid() + " paid in 24 hours";
    }

    private static String percent(MarketView view) {
        return BigDecimal.valueOf(view.commission().basisPoints(), 2) + " %";
    }

    private static void figure(Html html, String name, Object value, String note) {
        html.element(
                "div.figure",
                figure -> figure.element("span", name).element("strong", value).element("em", note));
    }

    private static void section(Html html, String title, int count, Consumer<Html> table) {
        html.element("section", section -> {
            section.element("h2", heading -> heading.text(title).element("small", count));
            table.accept(section);
        });
    }

    private static List<AskLine> cheapestFirst(List<AskLine> asks) {
        return asks.stream()
                .sorted(Comparator.comparing((AskLine line) -> line.ask().price())
                        .thenComparing(line -> line.ask().number()))
                .toList();
    }

    /** In the order in which they are served. */
    private static List<BidLine> openBids(MarketView view) {
        return view.bids().stream()
                .filter(line -> line.bid().isOpen())
                .sorted(Comparator.comparing(
                                (BidLine line) -> line.bid().terms().priceMost(), Comparator.reverseOrder())
                        .thenComparing(line -> line.bid().number()))
                .toList();
    }
}

package sparecore.broker.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.market.Figures;
import sparecore.broker.market.MarketView.AccountLine;
import sparecore.broker.market.MarketView.AskLine;
import sparecore.broker.market.MarketView.BidLine;
import sparecore.broker.market.MarketView.NodeLine;
import sparecore.broker.market.MarketView.SightLine;
import sparecore.broker.tape.Candle;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;
import sparecore.terminal.ByteSize;

/** The page's tables. A column whose name ends in {@code #} holds numbers. */
final class Tables {
    /** Rows of one table; a page is for looking, and {@code broker status --json} has them all. */
    static final int ROWS_MAX = 200;

    private static final int BOOK_ROWS_MAX = 10;
    private static final int CANDLE_ROWS_MAX = 12;
    private static final int ID_LENGTH_SHOWN = 8;

    private Tables() {}

    static Consumer<Html> sellers(List<NodeLine> lines) {
        return table(
                lines,
                "No seller is connected. Start one with: sparecore seller run",
                List.of("Seller", "Slots #", "Free #", "Earned #"),
                (row, line) -> {
                    node(row, line.node());
                    number(row, line.slots());
                    number(row, line.slotsFree());
                    number(row, line.totals().earned());
                });
    }

    static Consumer<Html> asks(List<AskLine> lines) {
        return table(
                lines,
                "Nobody offers anything now.",
                List.of("Price #", "Seller", "Slots #", "Free #", "Speed #", "Memory #", "Address"),
                (row, line) -> {
                    number(row, line.ask().price());
                    node(row, line.ask().key().seller());
                    number(row, line.ask().slots());
                    number(row, line.slotsFree());
                    number(row, line.ask().speed().ppm() / 10_000 + " %");
                    number(row, ByteSize.show(line.ask().memoryBytesPerSlot()));
                    row.element("td.id", line.ask().address());
                });
    }

    static Consumer<Html> bids(List<BidLine> lines) {
        return table(
                lines,
                "Nobody wants anything now.",
                List.of("Price #", "Buyer", "Slots #", "Leased #", "Cap #", "Spent #", "Held #"),
                (row, line) -> {
                    number(row, line.bid().terms().priceMost());
                    node(row, line.bid().buyer());
                    number(row, line.bid().terms().slots());
                    number(row, line.slotsLeased());
                    number(row, line.bid().terms().cap());
                    number(row, line.bid().spent());
                    number(row, line.held());
                });
    }

    /** The newest first. */
    static Consumer<Html> leases(List<Lease> leases) {
        List<Lease> newest = new ArrayList<>(leases);
        Collections.reverse(newest);
        return table(
                newest,
                "No lease yet.",
                List.of(
                        "Lease",
                        "Seller",
                        "Buyer",
                        "Slots #",
                        "Price #",
                        "Escrow #",
                        "Paid #",
                        "State",
                        "Ended for",
                        "Seller said",
                        "Buyer said"),
                (row, lease) -> {
                    id(row, lease.id().toString());
                    node(row, lease.ticket().seller());
                    node(row, lease.ticket().buyer());
                    number(row, lease.ticket().slots());
                    number(row, lease.ticket().price());
                    number(row, lease.ticket().escrow());
                    number(row, lease.captured());
                    row.element("td", cell -> cell.element("span.pill " + look(lease.state()), words(lease.state())));
                    row.element("td", reason(lease.endReason()));
                    row.element("td", reason(lease.sellerReason()));
                    row.element("td", reason(lease.buyerReason()));
                });
    }

    private static String reason(EndReason reason) {
        return reason == EndReason.NONE ? "" : words(reason);
    }

    /** Free slots by price against wanted ones; the best of each side first. */
    static Consumer<Html> book(Figures figures) {
        int rows = Math.max(figures.asks().size(), figures.bids().size());
        return table(
                IntStream.range(0, Math.min(rows, BOOK_ROWS_MAX)).boxed().toList(),
                "Nothing is offered or wanted.",
                List.of("Ask #", "Slots #", "Bid #", "Slots #"),
                (row, index) -> {
                    level(row, figures.asks(), index);
                    level(row, figures.bids(), index);
                });
    }

    private static void level(Html row, List<Figures.Level> levels, int index) {
        boolean there = index < levels.size();
        number(row, there ? levels.get(index).price() : "");
        number(row, there ? levels.get(index).slots() : "");
    }

    /** The latest first. */
    static Consumer<Html> candles(List<Candle> candles) {
        List<Candle> latest = new ArrayList<>(candles);
        Collections.reverse(latest);
        return table(
                latest.subList(0, Math.min(latest.size(), CANDLE_ROWS_MAX)),
                "Nothing was matched yet.",
                List.of("Hour (UTC)", "Open #", "High #", "Low #", "Close #", "Slots #", "Leases #", "Paid #"),
                (row, candle) -> {
                    row.element("td.id", Tell.time(candle.startMillis()));
                    List.of(candle.open(), candle.high(), candle.low(), candle.close())
                            .forEach(price -> number(row, candle.hasPrices() ? price : ""));
                    number(row, candle.slots());
                    number(row, candle.leases());
                    number(row, candle.paid());
                });
    }

    /** The latest first. */
    static Consumer<Html> money(List<MoneyRequest> requests) {
        List<MoneyRequest> latest = new ArrayList<>(requests);
        Collections.reverse(latest);
        return table(
                latest,
                "No deposit or withdrawal was requested.",
                List.of("Number #", "What", "Node", "Amount #", "State", "Details", "Reference or reason"),
                (row, request) -> {
                    number(row, request.number());
                    row.element("td", words(request.direction()));
                    node(row, request.key().node());
                    number(row, request.amount());
                    row.element("td", words(request.state()));
                    row.element("td", request.details());
                    row.element("td", request.reference());
                });
    }

    static Consumer<Html> nodes(List<SightLine> lines) {
        return table(
                lines,
                "No node was here since the broker started.",
                List.of(
                        "Node",
                        "Side",
                        "Link from",
                        "Since (UTC)",
                        "Peers dial",
                        "Broker reached it",
                        "Peer reached it",
                        "Buyer did not come",
                        "Relayed"),
                (row, line) -> {
                    node(row, line.seen().node());
                    row.element("td", words(line.seen().side()) + (line.connected() ? "" : ", gone"));
                    row.element("td.id", line.seen().from());
                    row.element("td.id", Tell.time(line.seen().sinceMillis()));
                    row.element("td.id", line.advertised());
                    row.element("td.id", check(line));
                    row.element("td.id", Tell.time(line.seen().reachedAtMillis()));
                    row.element("td.id", Tell.time(line.seen().missedAtMillis()));
                    row.element("td.id", Tell.time(line.seen().relayedAtMillis()));
                });
    }

    /** What the broker found when it dialled. */
    private static String check(SightLine line) {
        boolean tried = !line.advertised().isEmpty() && line.seen().checked().equals(line.advertised());
        return tried
                ? (line.seen().answered() ? "" : "NO, ") + Tell.time(line.seen().checkedAtMillis())
                : "";
    }

    static Consumer<Html> accounts(List<AccountLine> lines) {
        return table(lines, "No account yet.", List.of("Kind", "Account", "Credits #"), (row, line) -> {
            row.element("td", line.account().kind().label());
            if (line.account() instanceof Account.Node node) {
                node(row, node.node());
            } else {
                id(
                        row,
                        line.account() instanceof Account.House
                                ? ""
                                : line.account().name());
            }
            number(row, line.balance());
        });
    }

    static <T> Consumer<Html> table(List<T> lines, String none, List<String> columns, BiConsumer<Html, T> cells) {
        if (lines.isEmpty()) {
            return html -> html.element("p.none", none);
        }
        return html -> {
            html.element("table", table -> {
                table.element("tr", header -> columns.forEach(column -> header(header, column)));
                lines.stream().limit(ROWS_MAX).forEach(line -> table.element("tr", row -> cells.accept(row, line)));
            });
            if (lines.size() > ROWS_MAX) {
                html.element("p.none", "and " + (lines.size() - ROWS_MAX) + " more");
            }
        };
    }

    private static void header(Html row, String column) {
        boolean isNumber = column.endsWith(" #");
        row.element(isNumber ? "th.number" : "th", isNumber ? column.substring(0, column.length() - 2) : column);
    }

    static void number(Html row, Object value) {
        row.element("td.number", value);
    }

    static void node(Html row, NodeId node) {
        row.titled("td.id", node.toString(), node.shortForm());
    }

    private static void id(Html row, String id) {
        row.titled("td.id", id, id.substring(0, Math.min(id.length(), ID_LENGTH_SHOWN)));
    }

    private static String look(LeaseState state) {
        return switch (state) {
            case MATCHED -> "wait";
            case ACTIVE -> "good";
            case ENDED -> "busy";
            case CLOSED -> "over";
        };
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

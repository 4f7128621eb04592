package sparecore.broker.market;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.MarketView.AccountLine;
import sparecore.broker.market.MarketView.AskLine;
import sparecore.broker.market.MarketView.BidLine;
import sparecore.broker.market.MarketView.NodeLine;
import sparecore.broker.market.MarketView.SightLine;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** Draws the picture of a market. On the thread that owns the state. */
public final class Views {
    private Views() {}

    /** @param started what the broker was started with */
    public static MarketView of(MarketState state, HouseTerms started, long nowMillis) {
        HouseTerms house = state.house(started);
        return new MarketView(
                house.commission(),
                Figures.figures(state, house, nowMillis),
                newest(state.orders().asks().stream()
                        .map(ask -> new AskLine(ask, Slots.free(state, ask)))
                        .toList()),
                newest(state.orders().bids().stream()
                        .map(bid -> line(state, bid))
                        .toList()),
                newest(state.leases().all()),
                newest(accounts(state)),
                newest(sellers(state)),
                newest(nodes(state)),
                newest(money(state)),
                ClusterView.of(state, nowMillis),
                disputes(state),
                check(state));
    }

    private static <T> List<T> newest(List<T> rows) {
        return List.copyOf(rows.subList(Math.max(0, rows.size() - MarketView.ROWS_MAX), rows.size()));
    }

    private static BidLine line(MarketState state, Bid bid) {
        return new BidLine(bid, Slots.leased(state, bid), state.ledger().balance(new Account.Hold(bid.id())));
    }

    /** All accounts of the books, and an empty one for each node that is connected for the first time. */
    private static List<AccountLine> accounts(MarketState state) {
        Map<Account, Credits> balances = new HashMap<>(state.ledger().balances());
        state.sessions().forEach(session -> balances.putIfAbsent(new Account.Node(session.node()), Credits.ZERO));
        for (Account house : Account.House.values()) {
            balances.putIfAbsent(house, Credits.ZERO);
        }
        List<AccountLine> lines = new ArrayList<>();
        balances.forEach((account, balance) -> lines.add(new AccountLine(account, balance)));
        lines.sort(Comparator.comparing((AccountLine line) -> line.account().kind())
                .reversed()
                .thenComparing(line -> line.account().name()));
        return lines;
    }

    private static List<NodeLine> sellers(MarketState state) {
        Map<NodeId, NodeLine> sellers = new LinkedHashMap<>();
        for (Session session : state.sessions()) {
            if (session.side() == Side.SELLER) {
                sellers.computeIfAbsent(session.node(), node -> seller(state, node));
            }
        }
        return List.copyOf(sellers.values());
    }

    /** Those that wait come last, so that none of them is left out. */
    private static List<MoneyRequest> money(MarketState state) {
        return state.money().all().stream()
                .sorted(Comparator.comparing(MoneyRequest::waits))
                .toList();
    }

    /** Those that wait for a referee come first, so that none of them is left out; then the latest. */
    private static List<Dispute> disputes(MarketState state) {
        return state.conduct().disputes().all().stream()
                .sorted(Comparator.comparing(
                                (Dispute dispute) -> dispute.state().isFinal())
                        .thenComparing(Dispute::number, Comparator.reverseOrder()))
                .toList();
    }

    private static List<SightLine> nodes(MarketState state) {
        return state.sightings().all().stream()
                .filter(seen -> seen.sinceMillis() != 0)
                .map(seen -> new SightLine(seen, state.isPresent(seen.node(), seen.side()), Reach.address(state, seen)))
                .toList();
    }

    private static NodeLine seller(MarketState state, NodeId node) {
        List<Ask> asks = state.orders().asksOf(node);
        return new NodeLine(
                node,
                asks.stream().mapToInt(Ask::slots).sum(),
                asks.stream().mapToInt(ask -> Slots.free(state, ask)).sum(),
                state.totals(node));
    }

    /** The books' own check, and whether each open bid's cap is where it should be. */
    public static LedgerCheck check(MarketState state) {
        LedgerCheck check = state.ledger().check();
        return check.balanced()
                ? new LedgerCheck(
                        check.sum(), check.transfers(), Caps.problem(state), check.commissionEarned(), check.issued())
                : check;
    }
}

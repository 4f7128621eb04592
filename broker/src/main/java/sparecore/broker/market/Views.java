package sparecore.broker.market;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.MarketView.AccountLine;
import sparecore.broker.market.MarketView.AskLine;
import sparecore.broker.market.MarketView.BidLine;
import sparecore.broker.market.MarketView.NodeLine;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** Draws the picture of a market. On the thread that owns the state. */
public final class Views {
    private Views() {}

    public static MarketView of(MarketState state, Commission commission) {
        return new MarketView(
                commission,
                newest(state.orders().asks().stream()
                        .map(ask -> new AskLine(ask, slotsFree(state, ask)))
                        .toList()),
                newest(state.orders().bids().stream()
                        .map(bid -> line(state, bid))
                        .toList()),
                newest(state.leases().all()),
                newest(accounts(state)),
                newest(sellers(state)),
                check(state));
    }

    private static <T> List<T> newest(List<T> rows) {
        return List.copyOf(rows.subList(Math.max(0, rows.size() - MarketView.ROWS_MAX), rows.size()));
    }

    private static int slotsFree(MarketState state, Ask ask) {
        return Math.max(
                0,
                ask.slots()
                        - state.leases()
                                .slotsTaken(ask.key().seller(), ask.key().id()));
    }

    private static BidLine line(MarketState state, Bid bid) {
        int leased = state.leases().ofBid(bid.id()).stream()
                .filter(lease -> lease.state().isLive())
                .mapToInt(lease -> lease.ticket().slots())
                .sum();
        return new BidLine(bid, leased, state.ledger().balance(new Account.Hold(bid.id())));
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

    private static NodeLine seller(MarketState state, NodeId node) {
        List<Ask> asks = state.orders().asksOf(node);
        return new NodeLine(
                node,
                asks.stream().mapToInt(Ask::slots).sum(),
                asks.stream().mapToInt(ask -> slotsFree(state, ask)).sum(),
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

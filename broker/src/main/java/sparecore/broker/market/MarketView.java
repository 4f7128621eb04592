package sparecore.broker.market;

import java.util.List;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** A picture of the market at one moment, to be shown. Immutable; any thread. Each list holds the newest {@link #ROWS_MAX}. */
public record MarketView(
        Commission commission,
        Figures figures,
        List<AskLine> asks,
        List<BidLine> bids,
        List<Lease> leases,
        List<AccountLine> accounts,
        List<NodeLine> sellers,
        List<SightLine> nodes,
        List<MoneyRequest> money,
        ClusterView clusters,
        List<Dispute> disputes,
        LedgerCheck ledger) {
    /** So that a view of a large market still fits into one message. */
    public static final int ROWS_MAX = 4096;

    public record AskLine(Ask ask, int slotsFree) {}

    /** @param held what the bid holds that no lease has */
    public record BidLine(Bid bid, int slotsLeased, Credits held) {}

    public record AccountLine(Account account, Credits balance) {}

    /** @param advertised where buyers dial; empty for who sells nothing */
    public record SightLine(Sighting seen, boolean connected, String advertised) {}

    /** A seller that is connected. */
    public record NodeLine(NodeId node, int slots, int slotsFree, Totals totals) {}
}

package sparecore.broker.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.Totals;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.tape.Candle;
import sparecore.identity.NodeId;

/**
 * What the events of one commit come to: each transfer, and of all else the last state, since only that is there after the commit.
 * A bid that a hundred vouchers were paid from is written once.
 */
final class Changes {
    private record CandleKey(int resolution, long startMillis) {}

    private final List<Transfer> transfers = new ArrayList<>();
    private final Map<Account, Long> moved = new LinkedHashMap<>();
    private final Map<NodeId, Totals> totals = new LinkedHashMap<>();
    private final Map<Long, Bid> bids = new LinkedHashMap<>();
    private final Map<Long, Lease> leases = new LinkedHashMap<>();
    private final Map<Long, MoneyRequest> requests = new LinkedHashMap<>();
    private final Map<CandleKey, Candle> candles = new LinkedHashMap<>();
    private final ConductChanges conduct = new ConductChanges();

    Changes(List<MarketEvent> events) {
        events.forEach(this::add);
    }

    private void add(MarketEvent event) {
        if (event instanceof MarketEvent.Transferred transferred) {
            add(transferred.transfer());
        } else if (event instanceof MarketEvent.TotalsChanged changed) {
            totals.put(changed.node(), changed.totals());
        } else if (event instanceof MarketEvent.BidChanged changed) {
            bids.put(changed.bid().number(), changed.bid());
        } else if (event instanceof MarketEvent.LeaseChanged changed) {
            leases.put(changed.lease().number(), changed.lease());
        } else if (event instanceof MarketEvent.MoneyChanged changed) {
            requests.put(changed.request().number(), changed.request());
        } else if (event instanceof MarketEvent.CandleChanged changed) {
            Candle candle = changed.candle();
            candles.put(new CandleKey(candle.resolution().number(), candle.startMillis()), candle);
        } else {
            conduct.add(event);
        }
    }

    private void add(Transfer transfer) {
        long amount = transfer.amount().micro();
        transfers.add(transfer);
        moved.merge(transfer.debit(), -amount, Math::addExact);
        moved.merge(transfer.credit(), amount, Math::addExact);
    }

    List<Transfer> transfers() {
        return transfers;
    }

    /** By how much each account's balance changes, in micro-credits. */
    Map<Account, Long> moved() {
        return moved;
    }

    Map<NodeId, Totals> totals() {
        return totals;
    }

    Collection<Bid> bids() {
        return bids.values();
    }

    Collection<Lease> leases() {
        return leases.values();
    }

    Collection<MoneyRequest> requests() {
        return requests.values();
    }

    Collection<Candle> candles() {
        return candles.values();
    }

    ConductChanges conduct() {
        return conduct;
    }
}

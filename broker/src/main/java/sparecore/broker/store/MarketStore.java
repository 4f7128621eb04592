package sparecore.broker.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.engine.Journal;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Totals;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.tape.Candle;
import sparecore.identity.NodeId;
import sparecore.store.Database;

/** The market's database. One transaction per commit; {@link #load} gives back the state that the commits have made. */
public final class MarketStore implements Journal, AutoCloseable {
    public static final String FILE = "market.db";

    private static final String ADD_TO_ACCOUNT = "UPDATE accounts SET balance = balance + ? WHERE kind = ? AND id = ?";
    private static final String OPEN_ACCOUNT = "INSERT INTO accounts (kind, id, balance) VALUES (?, ?, ?)";
    private static final String DROP_EMPTY = "DELETE FROM accounts WHERE kind = ? AND id = ? AND balance = 0";
    private static final String PUT_TRANSFER =
            "INSERT INTO transfers (at_millis, kind, debit_kind, debit_id, credit_kind, credit_id, amount, command, memo) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String PUT_NODE = "INSERT INTO nodes (node, earned, spent) VALUES (?, ?, ?) "
            + "ON CONFLICT (node) DO UPDATE SET earned = excluded.earned, spent = excluded.spent";
    private static final String PUT_BID =
            "INSERT INTO bids (number, id, standing, buyer, price_most, slots, memory_bytes, "
                    + "cap, sellers_least, abi, cpu_level, asks_cpuid, deadline_millis, commission, state, cpuid_group, spent, "
                    + "end_reason, done_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT (number) DO UPDATE SET standing = excluded.standing, price_most = excluded.price_most, "
                    + "slots = excluded.slots, cap = excluded.cap, deadline_millis = excluded.deadline_millis, "
                    + "state = excluded.state, cpuid_group = excluded.cpuid_group, spent = excluded.spent, "
                    + "end_reason = excluded.end_reason, done_at_millis = excluded.done_at_millis";
    private static final String PUT_LEASE =
            "INSERT INTO leases (number, id, ticket, signature, payee, cpuid_group, state, "
                    + "captured, connected_at_millis, end_reason, seller_reason, buyer_reason, ended_at_millis, closed_at_millis) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT (number) DO UPDATE SET state = excluded.state, captured = excluded.captured, "
                    + "connected_at_millis = excluded.connected_at_millis, end_reason = excluded.end_reason, "
                    + "seller_reason = excluded.seller_reason, buyer_reason = excluded.buyer_reason, "
                    + "ended_at_millis = excluded.ended_at_millis, closed_at_millis = excluded.closed_at_millis";

    private static final String PUT_MONEY =
            "INSERT INTO money_requests (number, node, command, direction, amount, details, "
                    + "state, reference, requested_at_millis, decided_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT (number) DO UPDATE SET state = excluded.state, reference = excluded.reference, "
                    + "decided_at_millis = excluded.decided_at_millis";
    private static final String PUT_CANDLE =
            "INSERT INTO candles (resolution, start_millis, open, high, low, close, slots, "
                    + "leases, paid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (resolution, start_millis) DO UPDATE SET "
                    + "open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, "
                    + "slots = excluded.slots, leases = excluded.leases, paid = excluded.paid";
    private static final String FORGET_CANDLES = "DELETE FROM candles WHERE resolution = ?1 AND start_millis < (SELECT "
            + "start_millis FROM candles WHERE resolution = ?1 ORDER BY start_millis DESC LIMIT 1 OFFSET ?2)";

    private final Database database;
    private final ConductTables conduct;

    private MarketStore(Database database) {
        this.database = database;
        this.conduct = new ConductTables(database);
    }

    /** @throws sparecore.store.StoreException if the file cannot be opened */
    public static MarketStore open(Path folder) {
        return new MarketStore(Database.open(folder.resolve(FILE), Schema.SCRIPTS));
    }

    /**
     * Builds the state that was committed.
     *
     * @param broker whose signature the tickets must bear
     * @throws sparecore.store.StoreException if what is there cannot be read or contradicts itself
     */
    public MarketState load(NodeId broker, long listeningSinceMillis) {
        return new Loading(database, broker).load(listeningSinceMillis);
    }

    @Override
    public void commit(List<MarketEvent> events, long atMillis) {
        database.transaction(() -> {
            Map<List<Long>, Candle> candles = new HashMap<>();
            for (MarketEvent event : events) {
                if (event instanceof MarketEvent.CandleChanged changed) {
                    // Each holds all that came before it in its minute or hour: the last one is enough.
                    candles.put(key(changed.candle()), changed.candle());
                } else {
                    write(event, atMillis);
                }
            }
            for (Candle candle : candles.values()) {
                put(candle);
            }
            return events.size();
        });
    }

    private void write(MarketEvent event, long atMillis) throws SQLException {
        if (event instanceof MarketEvent.Transferred transferred) {
            put(transferred.transfer(), atMillis);
        } else if (event instanceof MarketEvent.TotalsChanged changed) {
            put(changed.node(), changed.totals());
        } else if (event instanceof MarketEvent.BidChanged changed) {
            put(changed.bid());
        } else if (event instanceof MarketEvent.LeaseChanged changed) {
            put(changed.lease());
        } else if (event instanceof MarketEvent.MoneyChanged changed) {
            put(changed.request());
        } else {
            conduct.write(event);
        }
    }

    private static List<Long> key(Candle candle) {
        return List.of((long) candle.resolution().number(), candle.startMillis());
    }

    private void put(Candle candle) throws SQLException {
        database.update(
                PUT_CANDLE,
                candle.resolution().number(),
                candle.startMillis(),
                candle.open().micro(),
                candle.high().micro(),
                candle.low().micro(),
                candle.close().micro(),
                candle.slots(),
                candle.leases(),
                candle.paid().micro());
        database.update(
                FORGET_CANDLES,
                candle.resolution().number(),
                candle.resolution().kept() - 1);
    }

    private void put(MoneyRequest request) throws SQLException {
        database.update(
                PUT_MONEY,
                request.number(),
                request.key().node().toBytes(),
                request.command().toBytes(),
                request.direction().number(),
                request.amount().micro(),
                request.details(),
                request.state().number(),
                request.reference(),
                request.requestedAtMillis(),
                request.decidedAtMillis());
    }

    private void put(Transfer transfer, long atMillis) throws SQLException {
        long amount = transfer.amount().micro();
        add(transfer.debit(), -amount);
        add(transfer.credit(), amount);
        database.update(
                PUT_TRANSFER,
                atMillis,
                transfer.kind().number(),
                transfer.debit().kind().number(),
                transfer.debit().key(),
                transfer.credit().kind().number(),
                transfer.credit().key(),
                amount,
                transfer.command().toBytes(),
                transfer.memo());
    }

    private void add(Account account, long micro) throws SQLException {
        int kind = account.kind().number();
        if (database.update(ADD_TO_ACCOUNT, micro, kind, account.key()) == 0) {
            database.update(OPEN_ACCOUNT, kind, account.key(), micro);
        }
        if (account.kind().isPassing()) {
            database.update(DROP_EMPTY, kind, account.key());
        }
    }

    private void put(NodeId node, Totals totals) throws SQLException {
        database.update(
                PUT_NODE,
                node.toBytes(),
                totals.earned().micro(),
                totals.spent().micro());
    }

    private void put(Bid bid) throws SQLException {
        database.update(
                PUT_BID,
                bid.number(),
                bid.id().id().toBytes(),
                bid.standing(),
                bid.buyer().toBytes(),
                bid.terms().priceMost().micro(),
                bid.terms().slots(),
                bid.terms().memoryBytesPerSlot(),
                bid.terms().cap().micro(),
                bid.terms().sellersLeast(),
                bid.terms().needs().abi().number(),
                bid.terms().needs().cpuLevel(),
                bid.terms().needs().asksCpuid() ? 1 : 0,
                bid.terms().deadlineMillis(),
                bid.commission().basisPoints(),
                bid.state().number(),
                bid.group().number(),
                bid.spent().micro(),
                bid.end().number(),
                bid.doneAtMillis());
    }

    private void put(Lease lease) throws SQLException {
        sparecore.wire.SignedTicket signed = lease.signed().toWire();
        database.update(
                PUT_LEASE,
                lease.number(),
                lease.id().id().toBytes(),
                bytes(signed.getTicket()),
                bytes(signed.getSignature()),
                lease.payee().toBytes(),
                lease.group().number(),
                lease.state().number(),
                lease.captured().micro(),
                lease.connectedAtMillis(),
                lease.endReason().number(),
                lease.sellerReason().number(),
                lease.buyerReason().number(),
                lease.endedAtMillis(),
                lease.closedAtMillis());
    }

    private static byte[] bytes(ByteString string) {
        return string.toByteArray();
    }

    @Override
    public void close() {
        database.close();
    }
}

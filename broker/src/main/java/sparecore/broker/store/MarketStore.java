package sparecore.broker.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import sparecore.broker.engine.Journal;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Totals;
import sparecore.broker.orderbook.Bid;
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
    private static final String PUT_BID = "INSERT INTO bids (number, id, buyer, price_most, slots, memory_bytes, cap, "
            + "sellers_least, commission, state, spent, done_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (number) DO UPDATE SET state = excluded.state, spent = excluded.spent, "
            + "done_at_millis = excluded.done_at_millis";
    private static final String PUT_LEASE = "INSERT INTO leases (number, id, ticket, signature, state, captured, "
            + "connected_at_millis, end_reason, ended_at_millis, closed_at_millis) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
            + "ON CONFLICT (number) DO UPDATE SET state = excluded.state, captured = excluded.captured, "
            + "connected_at_millis = excluded.connected_at_millis, end_reason = excluded.end_reason, "
            + "ended_at_millis = excluded.ended_at_millis, closed_at_millis = excluded.closed_at_millis";

    private final Database database;

    private MarketStore(Database database) {
        this.database = database;
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
            for (MarketEvent event : events) {
                write(event, atMillis);
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
        }
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
                bid.buyer().toBytes(),
                bid.terms().priceMost().micro(),
                bid.terms().slots(),
                bid.terms().memoryBytesPerSlot(),
                bid.terms().cap().micro(),
                bid.terms().sellersLeast(),
                bid.commission().basisPoints(),
                bid.state().number(),
                bid.spent().micro(),
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
                lease.state().number(),
                lease.captured().micro(),
                lease.connectedAtMillis(),
                lease.endReason().number(),
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

package sparecore.broker.store;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
import sparecore.broker.tape.Resolution;
import sparecore.identity.NodeId;
import sparecore.store.Database;

/** The market's database. One transaction per commit; {@link #load} gives back the state that the commits have made. */
public final class MarketStore implements Journal, AutoCloseable {
    public static final String FILE = "market.db";

    private static final String ADD_TO_ACCOUNT = "UPDATE accounts SET balance = balance + ? WHERE kind = ? AND id = ?";
    private static final String OPEN_ACCOUNT = "INSERT INTO accounts (balance, kind, id) VALUES (?, ?, ?)";
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
                    + "captured, connected_at_millis, end_reason, seller_reason, buyer_reason, ended_at_millis, closed_at_millis, "
                    + "matched_at_millis, renewals, not_renewed, not_renewed_at_millis, busy_millis, paid_by_then) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    + "ON CONFLICT (number) DO UPDATE SET ticket = excluded.ticket, signature = excluded.signature, "
                    + "renewals = excluded.renewals, not_renewed = excluded.not_renewed, "
                    + "not_renewed_at_millis = excluded.not_renewed_at_millis, "
                    + "busy_millis = excluded.busy_millis, paid_by_then = excluded.paid_by_then, "
                    + "state = excluded.state, captured = excluded.captured, "
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
    private static final String FORGET_CANDLES = "DELETE FROM candles WHERE resolution = ? AND start_millis < (SELECT "
            + "start_millis FROM candles WHERE resolution = ? ORDER BY start_millis DESC LIMIT 1 OFFSET ?)";

    private final Database database;
    private final Optional<Tenure> tenure;
    private final ConductTables conduct;

    MarketStore(Database database, Optional<Tenure> tenure) {
        this.database = database;
        this.tenure = tenure;
        this.conduct = new ConductTables(database);
    }

    /** @throws sparecore.store.StoreException if the file cannot be opened */
    public static MarketStore open(Path folder) {
        return new MarketStore(Database.open(folder.resolve(FILE), Schema.SCRIPTS), Optional.empty());
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
        Changes changes = new Changes(events);
        database.transaction(() -> {
            if (tenure.isPresent()) {
                tenure.get().require(database);
            }
            write(changes, atMillis);
            return events.size();
        });
    }

    @Override
    public void confirm() {
        tenure.filter(Tenure::isDue)
                .ifPresent(held -> database.transaction(() -> {
                    held.require(database);
                    return true;
                }));
    }

    private void write(Changes changes, long atMillis) throws SQLException {
        move(changes.moved());
        database.updateAll(PUT_TRANSFER, Rows.of(changes.transfers(), transfer -> row(transfer, atMillis)));
        database.updateAll(PUT_NODE, Rows.of(changes.totals().entrySet(), MarketStore::row));
        database.updateAll(PUT_BID, Rows.of(changes.bids(), MarketStore::row));
        database.updateAll(PUT_LEASE, Rows.of(changes.leases(), MarketStore::row));
        database.updateAll(PUT_MONEY, Rows.of(changes.requests(), MarketStore::row));
        database.updateAll(PUT_CANDLE, Rows.of(changes.candles(), MarketStore::row));
        for (int resolution : changes.candles().stream()
                .mapToInt(candle -> candle.resolution().number())
                .distinct()
                .toArray()) {
            int kept = Resolution.ofNumber(resolution).kept();
            database.update(FORGET_CANDLES, resolution, resolution, kept - 1);
        }
        conduct.write(changes.conduct());
    }

    private void move(Map<Account, Long> moved) throws SQLException {
        List<@Nullable Object[]> additions = new ArrayList<>();
        List<@Nullable Object[]> keys = new ArrayList<>();
        List<@Nullable Object[]> passing = new ArrayList<>();
        for (Map.Entry<Account, Long> entry : moved.entrySet()) {
            Account account = entry.getKey();
            int kind = account.kind().number();
            additions.add(new Object[] {entry.getValue(), kind, account.key()});
            if (account.kind().isPassing()) {
                passing.add(new Object[] {kind, account.key()});
            }
        }
        int[] found = database.updateAll(ADD_TO_ACCOUNT, additions);
        List<@Nullable Object[]> opened = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            if (found[i] == 0) {
                opened.add(additions.get(i));
            }
        }
        database.updateAll(OPEN_ACCOUNT, opened);
        database.updateAll(DROP_EMPTY, passing);
    }

    private static @Nullable Object[] row(Transfer transfer, long atMillis) {
        return new Object[] {
            atMillis,
            transfer.kind().number(),
            transfer.debit().kind().number(),
            transfer.debit().key(),
            transfer.credit().kind().number(),
            transfer.credit().key(),
            transfer.amount().micro(),
            transfer.command().toBytes(),
            transfer.memo()
        };
    }

    private static @Nullable Object[] row(Map.Entry<NodeId, Totals> totals) {
        return new Object[] {
            totals.getKey().toBytes(),
            totals.getValue().earned().micro(),
            totals.getValue().spent().micro()
        };
    }

    private static @Nullable Object[] row(Candle candle) {
        return new Object[] {
            candle.resolution().number(),
            candle.startMillis(),
            candle.open().micro(),
            candle.high().micro(),
            candle.low().micro(),
            candle.close().micro(),
            candle.slots(),
            candle.leases(),
            candle.paid().micro()
        };
    }

    private static @Nullable Object[] row(MoneyRequest request) {
        return new Object[] {
            request.number(),
            request.key().node().toBytes(),
            request.command().toBytes(),
            request.direction().number(),
            request.amount().micro(),
            request.details(),
            request.state().number(),
            request.reference(),
            request.requestedAtMillis(),
            request.decidedAtMillis()
        };
    }

    private static @Nullable Object[] row(Bid bid) {
        return new Object[] {
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
            bid.doneAtMillis()
        };
    }

    private static @Nullable Object[] row(Lease lease) {
        sparecore.wire.SignedTicket signed = lease.signed().toWire();
        return new Object[] {
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
            lease.closedAtMillis(),
            lease.renewals().matchedAtMillis(),
            lease.renewals().count(),
            lease.renewals().refused().number(),
            lease.renewals().refusedAtMillis(),
            lease.renewals().busyMillis(),
            lease.renewals().paidByThen().micro()
        };
    }

    private static byte[] bytes(ByteString string) {
        return string.toByteArray();
    }

    @Override
    public void close() {
        database.close();
    }
}

package sparecore.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import sparecore.broker.engine.Archive;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.TransferKind;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.store.Database;
import sparecore.store.StoreException;

/** Reads the market's database on a connection and a thread of its own. Questions beyond {@link #WAITING_MAX} are turned away. */
public final class MarketArchive implements Archive, AutoCloseable {
    static final int WAITING_MAX = 64;

    private static final String STATEMENT =
            "SELECT * FROM (SELECT *, sum(signed) OVER (ORDER BY number) AS balance FROM ("
                    + "SELECT number, at_millis, kind, -amount AS signed, credit_kind AS other_kind, credit_id AS other_id, "
                    + "command, memo FROM transfers WHERE debit_kind = 1 AND debit_id = ? UNION ALL "
                    + "SELECT number, at_millis, kind, amount, debit_kind, debit_id, command, memo FROM transfers "
                    + "WHERE credit_kind = 1 AND credit_id = ?) AS moved) AS summed WHERE number > ? ORDER BY number LIMIT ?";

    private final Database database;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), MarketArchive::daemon);

    private MarketArchive(Database database) {
        this.database = database;
    }

    /** @throws StoreException if the books cannot be opened */
    public static MarketArchive open(Books books) {
        return new MarketArchive(books.open());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "archive");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletableFuture<List<Entry>> statement(NodeId node, long after) {
        try {
            return CompletableFuture.supplyAsync(() -> read(node, after), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("the broker is too busy with statements: ask again later", e));
        }
    }

    private List<Entry> read(NodeId node, long after) {
        try {
            return database.query(STATEMENT, MarketArchive::entry, node.toBytes(), node.toBytes(), after, ROWS_MAX + 1);
        } catch (SQLException e) {
            throw new StoreException("cannot read a statement", e);
        }
    }

    private static Entry entry(ResultSet row) throws SQLException {
        Account other = Account.of(Account.Kind.ofNumber(row.getInt("other_kind")), row.getBytes("other_id"));
        return new Entry(
                row.getLong("number"),
                row.getLong("at_millis"),
                TransferKind.ofNumber(row.getInt("kind")).name().toLowerCase(Locale.ROOT),
                Credits.ofMicro(row.getLong("signed")),
                Credits.ofMicro(row.getLong("balance")),
                other.kind().label(),
                other instanceof Account.House ? "" : other.name(),
                Id.fromBytes(row.getBytes("command")).toHex(),
                row.getString("memo"));
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}

package sparecore.broker.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.store.Database;
import sparecore.store.StoreException;

/**
 * The office of the one engine that may write the books on a server. Its row bears a number, the epoch, that each successor raises;
 * each of an engine's transactions requires its own ({@link Tenure}), so that two can never write.
 *
 * <p>Whether the office is vacant is only a matter of speed. The holder's session holds an advisory lock of its epoch, which the
 * server frees when that process dies; one that stands still does not change the row's {@code beat} any more, and loses its office
 * after {@link #SILENCE_MILLIS_MAX}. On one thread at a time.
 */
public final class Office implements AutoCloseable {
    /** Time of the looker, not of the server: no clocks are compared. */
    static final long SILENCE_MILLIS_MAX = 6_000;

    /** As long for one that has not written yet: it reads the books. */
    static final long READING_MILLIS_MAX = 60_000;

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS engine_office (one INT PRIMARY KEY CHECK (one = 1), "
                    + "epoch BIGINT NOT NULL, beat BIGINT NOT NULL, broker TEXT NOT NULL, address TEXT NOT NULL)";
    private static final String FIRST = "INSERT INTO engine_office (one, epoch, beat, broker, address) "
            + "VALUES (1, 0, 0, ?, '') ON CONFLICT (one) DO NOTHING";
    private static final String ONE_FOUNDER = "SELECT pg_advisory_xact_lock(hashtext('sparecore.engine_office'))";
    private static final String LOOK = "SELECT epoch, beat, broker, address FROM engine_office";
    private static final String TAKE =
            "UPDATE engine_office SET epoch = epoch + 1, beat = 0, address = ? WHERE epoch = ?";

    /** The table's own number is part of the lock's: brokers in other schemas of the database have theirs. */
    private static final String LOCK =
            "SELECT pg_try_advisory_lock('engine_office'::regclass::oid::bigint << 32 | ?::bigint)::int";

    private static final String UNLOCK =
            "SELECT pg_advisory_unlock('engine_office'::regclass::oid::bigint << 32 | ?::bigint)::int";

    private record Row(long epoch, long beat, String broker, String address) {
        long silenceMillisMax() {
            return beat == 0 ? READING_MILLIS_MAX : SILENCE_MILLIS_MAX;
        }

        boolean sameAs(@Nullable Row before) {
            return before != null && before.epoch == epoch && before.beat == beat;
        }
    }

    private final Books books;
    private final NodeId broker;
    private final String address;
    private final LongSupplier steadyMillis;
    private @Nullable Database database;
    private volatile @Nullable Row seen;
    private long changedAtMillis;

    /**
     * @param broker the key of every broker that may hold this office
     * @param address HOST:PORT where others find this one
     */
    public Office(Books books, NodeId broker, String address, LongSupplier steadyMillis) {
        this.books = books;
        this.broker = broker;
        this.address = address;
        this.steadyMillis = steadyMillis;
    }

    /** HOST:PORT of who held the office at the last look; empty if nobody has yet. */
    public String holder() {
        Row last = seen;
        return last == null ? "" : last.address();
    }

    /**
     * Looks at the office once, and takes it if it is vacant. Books in a folder are vacant: the folder is locked.
     *
     * @return the store, once this broker is in office; it is then the caller's to close
     * @throws StoreException if the books cannot be reached, or are another broker's; ask again
     */
    public Optional<MarketStore> stand() {
        if (!books.areOnServer()) {
            return Optional.of(new MarketStore(books.open(), Optional.empty()));
        }
        try {
            Database connection = connected();
            Optional<Tenure> tenure = look(connection);
            tenure.ifPresent(taken -> connection.migrate(Schema.SCRIPTS));
            if (tenure.isPresent()) {
                database = null;
            }
            return tenure.map(taken -> new MarketStore(connection, tenure));
        } catch (SQLException e) {
            close();
            throw new StoreException("cannot look at the engine's office", e);
        } catch (StoreException e) {
            close();
            throw e;
        }
    }

    private Database connected() {
        if (database == null) {
            Database fresh = books.open();
            database = fresh;
            fresh.transaction(() -> {
                fresh.query(ONE_FOUNDER, row -> true);
                return fresh.update(TABLE) + fresh.update(FIRST, broker.toString());
            });
        }
        return database;
    }

    private Optional<Tenure> look(Database connection) throws SQLException {
        Row row = connection
                .query(
                        LOOK,
                        found -> new Row(found.getLong(1), found.getLong(2), found.getString(3), found.getString(4)))
                .get(0);
        if (!row.broker().equals(broker.toString())) {
            throw new StoreException("these books are those of the broker " + row.broker()
                    + ": all brokers of one market have one key, so copy its key file to this one's data folder");
        }
        long now = steadyMillis.getAsLong();
        if (!row.sameAs(seen)) {
            changedAtMillis = now;
        }
        seen = row;
        boolean holderGone = lock(connection, row.epoch());
        try {
            return holderGone || now - changedAtMillis >= row.silenceMillisMax()
                    ? take(connection, row.epoch())
                    : Optional.empty();
        } finally {
            if (holderGone) {
                connection.queryLong(UNLOCK, row.epoch());
            }
        }
    }

    private static boolean lock(Database connection, long epoch) throws SQLException {
        return connection.queryLong(LOCK, epoch) == 1;
    }

    /** The lock comes first: whoever reads the new number finds it held. */
    private Optional<Tenure> take(Database connection, long epoch) throws SQLException {
        if (!lock(connection, epoch + 1)) {
            return Optional.empty();
        }
        if (connection.<Integer>transaction(() -> connection.update(TAKE, address, epoch)) == 0) {
            connection.queryLong(UNLOCK, epoch + 1);
            return Optional.empty();
        }
        return Optional.of(new Tenure(epoch + 1, steadyMillis));
    }

    /** Gives up the connection, so that the next look makes a new one. */
    @Override
    public void close() {
        Database open = database;
        database = null;
        if (open != null) {
            open.close();
        }
    }
}

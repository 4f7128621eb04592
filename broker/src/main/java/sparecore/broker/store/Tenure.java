package sparecore.broker.store;

import java.sql.SQLException;
import java.util.function.LongSupplier;
import sparecore.store.Database;

/**
 * The time that one engine is in office. Each of its transactions changes the office's row as long as that bears its number, and so
 * waits for whoever is taking over, and fails after that: what a deposed engine decided is never written. On the engine's thread.
 */
final class Tenure {
    /** An engine without work shows that it lives this often, and learns as soon that it is deposed. */
    static final long CONFIRM_MILLIS = 1_000;

    private static final String BEAT = "UPDATE engine_office SET beat = beat + 1 WHERE epoch = ?";

    private final long epoch;
    private final LongSupplier steadyMillis;
    private long confirmedAtMillis;

    Tenure(long epoch, LongSupplier steadyMillis) {
        this.epoch = epoch;
        this.steadyMillis = steadyMillis;
        this.confirmedAtMillis = steadyMillis.getAsLong();
    }

    /**
     * Comes first in a transaction.
     *
     * @throws DeposedException if another engine is in office; the transaction must end with it
     */
    void require(Database database) throws SQLException {
        long now = steadyMillis.getAsLong();
        if (database.update(BEAT, epoch) == 0) {
            throw new DeposedException(epoch);
        }
        confirmedAtMillis = now;
    }

    boolean isDue() {
        return steadyMillis.getAsLong() - confirmedAtMillis >= CONFIRM_MILLIS;
    }
}

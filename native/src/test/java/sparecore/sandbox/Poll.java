package sparecore.sandbox;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that will come, with a deadline. */
final class Poll {
    private static final long DEADLINE_NANOS = 30_000_000_000L;
    private static final long STEP_NANOS = 1_000_000L;

    private Poll() {}

    static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("waited too long until " + what);
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}

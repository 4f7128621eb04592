package sparecore.seller.market;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long each time up to a cap, and a random half of it, so that the sellers of a
 * broker that comes back don't all arrive at once. Not thread-safe.
 */
final class Backoff {
    static final long FIRST_MILLIS = 250;
    static final long MOST_MILLIS = 15_000;

    private final RandomGenerator random;
    private long nextMillis = FIRST_MILLIS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    long next() {
        long whole = nextMillis;
        nextMillis = Math.min(MOST_MILLIS, whole * 2);
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }

    void reset() {
        nextMillis = FIRST_MILLIS;
    }
}

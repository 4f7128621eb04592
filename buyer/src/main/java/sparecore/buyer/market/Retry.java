package sparecore.buyer.market;

import java.util.random.RandomGenerator;

/** How long to wait before the next try: doubling, with a cap, and up to a half of it by chance. Not thread-safe. */
final class Retry {
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_MILLIS = 10_000;

    private final RandomGenerator random;
    private long nextMillis = FIRST_MILLIS;

    Retry(RandomGenerator random) {
        this.random = random;
    }

    long nextDelayMillis() {
        long delay = nextMillis;
        nextMillis = Math.min(MOST_MILLIS, nextMillis * 2);
        return delay / 2 + random.nextLong(delay / 2 + 1);
    }

    void succeeded() {
        nextMillis = FIRST_MILLIS;
    }
}

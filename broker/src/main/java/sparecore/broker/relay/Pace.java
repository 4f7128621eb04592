package sparecore.broker.relay;

/**
 * How fast bytes may pass: so many a second, and a quarter of a second's worth at once. What passes is taken first and waited for
 * afterwards, which needs no more than the time at which all of it would be due (the virtual scheduling form of the leaky bucket, ITU-T
 * I.371, annex A). Thread-safe.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BURST_NANOS = 250_000_000;

    private final double nanosPerByte;
    private long dueNanos;

    Pace(long bytesPerSecond, long nowNanos) {
        this.nanosPerByte = NANOS_PER_SECOND / bytesPerSecond;
        this.dueNanos = nowNanos;
    }

    /** @return nanoseconds to wait before more may pass */
    synchronized long pass(int bytes, long nowNanos) {
        if (dueNanos - nowNanos < 0) {
            dueNanos = nowNanos;
        }
        dueNanos += (long) (bytes * nanosPerByte);
        return Math.max(0, dueNanos - nowNanos - BURST_NANOS);
    }
}

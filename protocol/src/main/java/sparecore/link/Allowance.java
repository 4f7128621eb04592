package sparecore.link;

/**
 * How often something may be done: so many times at once, and then so many times a second (a token bucket). Time comes from outside
 * and may stand still or jump back. Not thread-safe.
 */
public final class Allowance {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long perSecond;
    private final long burst;
    private long left;
    private long countedNanos;

    /** Begins with the whole burst. */
    public Allowance(long perSecond, long burst, long nowNanos) {
        if (perSecond < 1 || burst < 1 || perSecond > NANOS_PER_SECOND) {
            throw new IllegalArgumentException("an allowance is of one a second and at once, at least");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.left = burst;
        this.countedNanos = nowNanos;
    }

    /** @return whether it may be done once more, now */
    public boolean take(long nowNanos) {
        return take(1, nowNanos);
    }

    /** @return whether it may be done so many times more, now; if not, none of them counts */
    public boolean take(int times, long nowNanos) {
        refill(nowNanos);
        if (left < times) {
            return false;
        }
        left -= times;
        return true;
    }

    /** Whether nothing has been taken that has not come back. */
    public boolean isFull(long nowNanos) {
        refill(nowNanos);
        return left == burst;
    }

    /** What does not make a whole one stays for the next time. */
    private void refill(long nowNanos) {
        long passed = nowNanos - countedNanos;
        if (passed <= 0) {
            return;
        }
        long nanosEach = NANOS_PER_SECOND / perSecond;
        long more = passed / nanosEach;
        if (more >= burst - left) {
            left = burst;
            countedNanos = nowNanos;
            return;
        }
        left += more;
        countedNanos += more * nanosEach;
    }
}

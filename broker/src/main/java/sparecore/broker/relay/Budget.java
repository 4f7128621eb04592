package sparecore.broker.relay;

import sparecore.link.Splice;

/** What one lease may still send through the relay, and how fast. Thread-safe. */
final class Budget {
    private final Pace own;
    private long left;

    Budget(RelayLimits limits, long nowNanos) {
        this.own = new Pace(limits.leaseBytesPerSecond(), nowNanos);
        this.left = limits.leaseBytesMax();
    }

    synchronized boolean isSpent() {
        return left <= 0;
    }

    synchronized long left() {
        return left;
    }

    private synchronized boolean take(int bytes) {
        left -= bytes;
        return left >= 0;
    }

    /** @param all the pace of all leases together @return as {@link Splice.Meter#pass} */
    long pass(int bytes, Pace all, long nowNanos) {
        return take(bytes) ? Math.max(own.pass(bytes, nowNanos), all.pass(bytes, nowNanos)) : -1;
    }
}

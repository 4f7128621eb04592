package sparecore.buyer.workshop;

import java.time.Duration;
import sparecore.result.RunLimits;
import sparecore.sandbox.Limits;

/** The market's limits in the sandbox's terms. Pure. */
public final class LocalLimits {
    private LocalLimits() {}

    public static Limits of(RunLimits limits) {
        return new Limits(
                limits.memoryBytes(),
                limits.cpuSeconds(),
                limits.outputBytes(),
                limits.errorBytes(),
                min(Duration.ofMillis(limits.wallMillis()), Limits.WALL_TIME_MAX));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}

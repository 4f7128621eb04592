package sparecore.seller.idle;

import java.util.ArrayDeque;

/**
 * Averages the load of other programs over a few seconds: what the machine was busy, less what this seller and its payloads used.
 * Not thread-safe.
 */
public final class LoadMeter {
    static final long AVERAGE_MILLIS = 3_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final ArrayDeque<CpuSample> samples = new ArrayDeque<>();

    /** Takes a sample. @return how many cores' worth others used over the last seconds; 0 until there are two samples */
    public double add(CpuSample sample) {
        samples.addLast(sample);
        while (samples.size() > 2 && samples.getFirst().atMillis() < sample.atMillis() - AVERAGE_MILLIS) {
            samples.removeFirst();
        }
        CpuSample first = samples.getFirst();
        double seconds = (sample.atMillis() - first.atMillis()) / MILLIS_PER_SECOND;
        if (seconds <= 0) {
            return 0;
        }
        double others = (sample.busySeconds() - first.busySeconds()) - (sample.ownSeconds() - first.ownSeconds());
        return Math.max(0, others / seconds);
    }
}

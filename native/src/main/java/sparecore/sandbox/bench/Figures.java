package sparecore.sandbox.bench;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * One launcher's figures.
 *
 * @param program what was launched
 * @param launcher {@code strict} or {@code plain}, each maybe with a manner, or the name of another sandbox
 * @param rounds number of runs
 * @param firstByteMedianMicros from the call until the first byte of output was read: median
 * @param firstByteP99Micros the same: 99th percentile
 * @param reapedMedianMicros from the call until the process was reaped: median
 * @param reapedP99Micros the same: 99th percentile
 */
public record Figures(
        String program,
        String launcher,
        int rounds,
        double firstByteMedianMicros,
        double firstByteP99Micros,
        double reapedMedianMicros,
        double reapedP99Micros) {

    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final double NANOS_PER_MICRO = 1000;

    static Figures of(String program, String launcher, List<Times> times) {
        return new Figures(
                program,
                launcher,
                times.size(),
                micros(times, Times::firstByteNanos, MEDIAN),
                micros(times, Times::firstByteNanos, P99),
                micros(times, Times::reapedNanos, MEDIAN),
                micros(times, Times::reapedNanos, P99));
    }

    private static double micros(List<Times> times, ToLongFunction<Times> which, double quantile) {
        long[] sorted = times.stream().mapToLong(which).sorted().toArray();
        return sorted[(int) (quantile * (sorted.length - 1))] / NANOS_PER_MICRO;
    }
}

package sparecore.result;

import sparecore.wire.FragmentLimits;

/**
 * What one run may use at most. Part of the work's digest, since a program can come to its limits.
 *
 * @param memoryBytes all memory of the process, its program included
 * @param outputBytes of standard output; more ends the run
 * @param errorBytes of standard error; more is cut off
 * @param wallMillis time on the clock, pauses not counted
 */
public record RunLimits(long memoryBytes, int cpuSeconds, long outputBytes, long errorBytes, long wallMillis) {
    public static final long MEMORY_BYTES_MIN = 2 << 20;
    public static final long MEMORY_BYTES_MAX = 16L << 30;
    public static final int CPU_SECONDS_MAX = 86_400;
    public static final long OUTPUT_BYTES_MAX = 4 << 20;
    public static final long ERROR_BYTES_MAX = 64 << 10;
    public static final long WALL_MILLIS_MAX = 2L * CPU_SECONDS_MAX * 1000;

    /** On the clock a run may take this many times its CPU time: the seller's owner goes first. */
    private static final long WALL_PER_CPU = 10;

    public RunLimits {
        require(
                memoryBytes >= MEMORY_BYTES_MIN && memoryBytes <= MEMORY_BYTES_MAX,
                "memory: 2 MiB to 16 GiB",
                memoryBytes);
        require(cpuSeconds >= 1 && cpuSeconds <= CPU_SECONDS_MAX, "CPU time: 1 to 86400 seconds", cpuSeconds);
        require(outputBytes >= 0 && outputBytes <= OUTPUT_BYTES_MAX, "output: at most 4 MiB", outputBytes);
        require(errorBytes >= 0 && errorBytes <= ERROR_BYTES_MAX, "standard error: at most 64 KiB", errorBytes);
        require(wallMillis >= 1 && wallMillis <= WALL_MILLIS_MAX, "time: at most two days", wallMillis);
    }

    /** The limits that a buyer chooses; the others follow. */
    public static RunLimits of(long memoryBytes, int cpuSeconds, long outputBytes) {
        return new RunLimits(
                memoryBytes,
                cpuSeconds,
                outputBytes,
                ERROR_BYTES_MAX,
                Math.min(WALL_MILLIS_MAX, Math.max(1, cpuSeconds) * 1000L * WALL_PER_CPU));
    }

    /** @throws IllegalArgumentException with the limit that is out of range */
    public static RunLimits fromWire(FragmentLimits wire) {
        return new RunLimits(
                wire.getMemoryBytes(),
                wire.getCpuSeconds(),
                wire.getOutputBytes(),
                wire.getErrorBytes(),
                wire.getWallMillis());
    }

    public FragmentLimits toWire() {
        return FragmentLimits.newBuilder()
                .setMemoryBytes(memoryBytes)
                .setCpuSeconds(cpuSeconds)
                .setOutputBytes(outputBytes)
                .setErrorBytes(errorBytes)
                .setWallMillis(wallMillis)
                .build();
    }

    private static void require(boolean holds, String rule, long value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", not " + value);
        }
    }
}

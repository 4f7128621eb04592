package sparecore.sandbox;

import java.time.Duration;

/**
 * What one run may use. The kernel enforces memory and CPU time, the launcher the rest.
 *
 * @param memoryBytes all memory of the program: segments, stack and heap together
 * @param cpuSeconds user and system time; the run is killed when it is used up
 * @param outputBytes bytes on standard output; one more kills the run
 * @param errorBytes bytes kept of standard error; what comes after is dropped and harms nobody
 * @param wallTime time from start to end without the time in which the run was paused
 */
public record Limits(long memoryBytes, int cpuSeconds, long outputBytes, long errorBytes, Duration wallTime) {
    /** Room for the stack and a small program. */
    public static final long MEMORY_BYTES_MIN = 2L << 20;
    /** A quarter of the address range set aside for the heap. */
    public static final long MEMORY_BYTES_MAX = 16L << 30;
    /** RLIMIT_CPU counts whole seconds. */
    public static final int CPU_SECONDS_MIN = 1;
    /** One day. */
    public static final int CPU_SECONDS_MAX = 86_400;
    /** A program may have nothing to say. */
    public static final long OUTPUT_BYTES_MIN = 0;
    /** Output is held in one Java array. */
    public static final long OUTPUT_BYTES_MAX = 1L << 30;
    /** Standard error may be ignored. */
    public static final long ERROR_BYTES_MIN = 0;
    /** Standard error is for a person to read. */
    public static final long ERROR_BYTES_MAX = 16L << 20;
    /** The shortest wall time. */
    public static final Duration WALL_TIME_MIN = Duration.ofMillis(1);
    /** Two days: twice the most CPU time. */
    public static final Duration WALL_TIME_MAX = Duration.ofDays(2);

    /** 64 MiB, 60 s of CPU time, 4 MiB of output, 64 KiB of errors, 10 minutes. */
    public static final Limits DEFAULT = new Limits(64L << 20, 60, 4L << 20, 64L << 10, Duration.ofMinutes(10));

    /** Checks each limit against its named bounds. */
    public Limits {
        require("memoryBytes", memoryBytes, MEMORY_BYTES_MIN, MEMORY_BYTES_MAX);
        require("cpuSeconds", cpuSeconds, CPU_SECONDS_MIN, CPU_SECONDS_MAX);
        require("outputBytes", outputBytes, OUTPUT_BYTES_MIN, OUTPUT_BYTES_MAX);
        require("errorBytes", errorBytes, ERROR_BYTES_MIN, ERROR_BYTES_MAX);
        require("wallTime in ms", wallTime.toMillis(), WALL_TIME_MIN.toMillis(), WALL_TIME_MAX.toMillis());
    }

    private static void require(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " is " + value + ", must be from " + min + " to " + max);
        }
    }

    /** The same with another memory limit. */
    public Limits withMemoryBytes(long bytes) {
        return new Limits(bytes, cpuSeconds, outputBytes, errorBytes, wallTime);
    }

    /** The same with another CPU time limit. */
    public Limits withCpuSeconds(int seconds) {
        return new Limits(memoryBytes, seconds, outputBytes, errorBytes, wallTime);
    }

    /** The same with another limit for standard output. */
    public Limits withOutputBytes(long bytes) {
        return new Limits(memoryBytes, cpuSeconds, bytes, errorBytes, wallTime);
    }

    /** The same with another limit for standard error. */
    public Limits withErrorBytes(long bytes) {
        return new Limits(memoryBytes, cpuSeconds, outputBytes, bytes, wallTime);
    }

    /** The same with another wall time limit. */
    public Limits withWallTime(Duration time) {
        return new Limits(memoryBytes, cpuSeconds, outputBytes, errorBytes, time);
    }
}

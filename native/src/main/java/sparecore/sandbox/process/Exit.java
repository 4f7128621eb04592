package sparecore.sandbox.process;

/**
 * How a process ended.
 *
 * @param status the word of wait(2)
 * @param cpuMicros user and system time
 * @param peakBytes peak of its memory
 */
public record Exit(int status, long cpuMicros, long peakBytes) {}

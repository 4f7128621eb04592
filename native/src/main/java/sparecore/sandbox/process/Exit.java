package sparecore.sandbox.process;

/**
 * How a process ended.
 *
 * @param status the word of wait(2)
 * @param cpuMicros user and system time
 * @param touchedBytes memory that it touched, in whole pages
 */
public record Exit(int status, long cpuMicros, long touchedBytes) {}

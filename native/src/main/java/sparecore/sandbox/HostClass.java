package sparecore.sandbox;

/**
 * What this machine can promise to programs, for whoever offers it to others.
 *
 * @param dispatchesCalls whether it runs programs of the linux ABI, and not only raw ones
 * @param cpuLevel 2 for x86-64-v2, 3 for x86-64-v3
 * @param faultsCpuid whether CPUID faults in a run, so that every program sees the same processor
 */
public record HostClass(boolean dispatchesCalls, int cpuLevel, boolean faultsCpuid) {}

package sparecore.seller.idle;

/**
 * CPU time since the start of the machine, at one moment.
 *
 * @param busySeconds of all cores and programs
 * @param ownSeconds of this seller, its ended children and its running payloads
 */
public record CpuSample(long atMillis, double busySeconds, double ownSeconds) {}

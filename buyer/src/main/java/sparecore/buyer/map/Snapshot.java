package sparecore.buyer.map;

/**
 * How far a job is.
 *
 * @param total how many fragments there are so far
 * @param note what else to tell
 */
public record Snapshot(long done, long total, String note) {}

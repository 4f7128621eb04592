package sparecore.sandbox.bench;

/**
 * How long one run took.
 *
 * @param firstByteNanos until the first byte of its output was read
 * @param reapedNanos until it was reaped
 */
record Times(long firstByteNanos, long reapedNanos) {}

package sparecore.sandbox.stub;

/**
 * Pages that a program touches soon after its start.
 *
 * @param address the first byte, at a page's beginning
 * @param bytes whole pages, all of them mapped
 * @param written whether it writes to them
 */
public record EarlyPages(long address, long bytes, boolean written) {}

package sparecore.buyer.pack;

/**
 * An instruction by which equal runs could differ.
 *
 * @param instruction its name
 * @param address where it is
 * @param why what differs
 */
public record Finding(String instruction, long address, String why) {}

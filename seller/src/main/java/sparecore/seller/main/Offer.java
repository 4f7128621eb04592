package sparecore.seller.main;

import java.net.InetSocketAddress;
import sparecore.money.Price;

/**
 * What the owner sells, and how.
 *
 * @param advertise the address that buyers are told; empty for the one that is listened on
 * @param always whether the machine's other load does not matter
 */
record Offer(
        int slots,
        Price price,
        long memoryBytesPerSlot,
        InetSocketAddress listen,
        String advertise,
        boolean always,
        double idleLoad,
        long unpaidCpuSeconds) {}

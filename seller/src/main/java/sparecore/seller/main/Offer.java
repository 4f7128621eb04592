package sparecore.seller.main;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.money.Price;
import sparecore.slot.Hours;

/**
 * What the owner sells, and how.
 *
 * @param listen where buyers dial; null for nowhere
 * @param advertise the address that buyers are told; empty for the one that is listened on
 * @param hours in which it sells
 * @param leaseMillisLeast no lease is shorter
 * @param cacheBytes what programs and their files may take on disk
 * @param creditTo the account that earns; null for the seller's own
 * @param buyerPointsLeast no buyer of a lower standing; null for any
 * @param always whether the machine's other load does not matter
 */
record Offer(
        int slots,
        Price price,
        long memoryBytesPerSlot,
        @Nullable InetSocketAddress listen,
        String advertise,
        boolean always,
        double idleLoad,
        long unpaidCpuSeconds,
        Hours hours,
        long leaseMillisLeast,
        long cacheBytes,
        @Nullable NodeId creditTo,
        @Nullable Integer buyerPointsLeast) {}

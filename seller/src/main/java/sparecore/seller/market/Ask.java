package sparecore.seller.market;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;
import sparecore.wire.PlaceAsk;

/**
 * The seller's standing offer.
 *
 * @param price the least that it takes, per reference CPU-second
 * @param speed of one slot, by its rating
 * @param slotClass what it runs
 * @param leaseMillisLeast no lease is shorter
 * @param creditTo the account that earns, if it is not the seller's own
 * @param buyerPointsLeast no buyer of a lower standing at the broker; empty for any
 * @param hardware names this machine to the broker; empty if nothing does
 * @param address where buyers dial, "host:port"; empty if they cannot
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Ask(
        AskId id,
        Price price,
        int slots,
        long memoryBytesPerSlot,
        Speed speed,
        SlotClass slotClass,
        Hours hours,
        long leaseMillisLeast,
        Optional<NodeId> creditTo,
        OptionalInt buyerPointsLeast,
        Optional<Digest> hardware,
        String address) {
    PlaceAsk toWire() {
        PlaceAsk.Builder ask = PlaceAsk.newBuilder()
                .setAskId(id.toWire())
                .setPrice(price.micro())
                .setSlots(slots)
                .setMemoryBytesPerSlot(memoryBytesPerSlot)
                .setSpeedPpm(speed.ppm())
                .setAddress(address)
                .setCpuLevel(slotClass.cpuLevel())
                .setFaultsCpuid(slotClass.faultsCpuid())
                .setLeaseMillisLeast(leaseMillisLeast)
                .setHours(hours.equals(Hours.ALWAYS) ? 0 : hours.mask());
        slotClass.abis().stream().sorted(Comparator.naturalOrder()).forEach(abi -> ask.addAbisValue(abi.number()));
        creditTo.ifPresent(account -> ask.setCreditTo(account.toWire()));
        buyerPointsLeast.ifPresent(ask::setBuyerPointsLeast);
        hardware.ifPresent(digest -> ask.setHardware(ByteString.copyFrom(digest.toBytes())));
        return ask.build();
    }
}

package sparecore.seller.market;

import sparecore.lease.AskId;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.wire.PlaceAsk;

/**
 * The seller's standing offer.
 *
 * @param price the least that it takes, per reference CPU-second
 * @param speed of one slot, by its rating
 * @param address where buyers dial, "host:port"
 */
public record Ask(AskId id, Price price, int slots, long memoryBytesPerSlot, Speed speed, String address) {
    PlaceAsk toWire() {
        return PlaceAsk.newBuilder()
                .setAskId(id.toWire())
                .setPrice(price.micro())
                .setSlots(slots)
                .setMemoryBytesPerSlot(memoryBytesPerSlot)
                .setSpeedPpm(speed.ppm())
                .setAddress(address)
                .build();
    }
}

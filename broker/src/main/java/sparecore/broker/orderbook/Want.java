package sparecore.broker.orderbook;

import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/**
 * What a bid needs of a machine, whatever the price, the hour and the people. Many bids want the same.
 *
 * @param group whose votes it takes; undecided while no seller works for it
 */
public record Want(long memoryBytesPerSlot, ProgramNeeds needs, CpuidGroup group) {
    public static Want of(Demand demand) {
        return new Want(
                demand.bid().terms().memoryBytesPerSlot(), demand.bid().terms().needs(), demand.group());
    }

    public boolean isMetBy(Ask ask) {
        SlotClass slot = ask.conditions().slotClass();
        return ask.memoryBytesPerSlot() >= memoryBytesPerSlot
                && group.takes(CpuidGroup.of(ask))
                && Matcher.misfit(needs, slot).isEmpty();
    }
}

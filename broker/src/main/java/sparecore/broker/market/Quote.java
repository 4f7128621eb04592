package sparecore.broker.market;

import java.util.List;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/**
 * What a bid would find now.
 *
 * @param slotsFree all that fit
 * @param sellers how many different ones offer them
 * @param slotsQuoted the cheapest of them, as many as are wanted, that the prices speak of; the prices are zero if there are none
 * @param priceMean weighted by slots, rounded up
 * @param speedHighest of the fastest of them; the reference if there are none
 * @param misfits asks with free slots that do not fit, by reason, the most frequent first
 * @param available in the asker's account
 */
public record Quote(
        Commission commission,
        int slotsFree,
        int sellers,
        int slotsQuoted,
        Price priceLeast,
        Price priceMean,
        Price priceHighest,
        Speed speedHighest,
        List<Count> misfits,
        Credits available) {
    public Quote {
        misfits = List.copyOf(misfits);
    }

    /** So many asks, for this reason. */
    public record Count(String text, int asks) {}
}

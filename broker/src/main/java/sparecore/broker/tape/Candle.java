package sparecore.broker.tape;

import sparecore.money.Credits;
import sparecore.money.Price;

/**
 * What was traded in one minute or hour.
 *
 * @param open the price of the first lease; meaningless, as the other prices, where there were no leases
 * @param slots of all leases that were matched
 * @param paid what vouchers captured, commission included
 */
public record Candle(
        Resolution resolution,
        long startMillis,
        Price open,
        Price high,
        Price low,
        Price close,
        long slots,
        long leases,
        Credits paid) {
    private static final Price NONE = new Price(0);

    static Candle empty(Resolution resolution, long startMillis) {
        return new Candle(resolution, startMillis, NONE, NONE, NONE, NONE, 0, 0, Credits.ZERO);
    }

    public boolean hasPrices() {
        return leases > 0;
    }

    Candle matched(Price price, int moreSlots) {
        return new Candle(
                resolution,
                startMillis,
                hasPrices() ? open : price,
                hasPrices() && high.compareTo(price) > 0 ? high : price,
                hasPrices() && low.compareTo(price) < 0 ? low : price,
                price,
                slots + moreSlots,
                leases + 1,
                paid);
    }

    Candle captured(Credits more) {
        return new Candle(resolution, startMillis, open, high, low, close, slots, leases, paid.plus(more));
    }
}

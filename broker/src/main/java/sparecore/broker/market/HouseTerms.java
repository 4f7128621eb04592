package sparecore.broker.market;

import sparecore.money.Commission;
import sparecore.money.Credits;

/**
 * What the operator has set.
 *
 * @param commission of bids that are placed from now on
 * @param payoutLeast withdrawals below it are refused: paying them outside would cost more than they are worth
 */
public record HouseTerms(Commission commission, Credits payoutLeast) {
    public HouseTerms {
        if (payoutLeast.isNegative()) {
            throw new IllegalArgumentException("the least payout is not negative");
        }
    }
}

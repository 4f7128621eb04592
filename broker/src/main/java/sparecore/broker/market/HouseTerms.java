package sparecore.broker.market;

import sparecore.money.Commission;
import sparecore.money.Credits;

/**
 * What the operator has set.
 *
 * @param commission of bids that are placed from now on
 * @param payoutLeast withdrawals below it are refused: paying them outside would cost more than they are worth
 * @param pledgeLeast whoever has pledged less cannot sell; zero asks for none
 */
public record HouseTerms(Commission commission, Credits payoutLeast, Credits pledgeLeast) {
    public HouseTerms {
        if (payoutLeast.isNegative() || pledgeLeast.isNegative()) {
            throw new IllegalArgumentException("the least payout and the least pledge are not negative");
        }
    }

    /** Without pledges. */
    public HouseTerms(Commission commission, Credits payoutLeast) {
        this(commission, payoutLeast, Credits.ZERO);
    }
}

package sparecore.broker.market;

import sparecore.money.Credits;

/**
 * What a node has earned and spent in all its time.
 *
 * @param earned by selling, the commission taken off
 * @param spent by buying, the commission included
 */
public record Totals(Credits earned, Credits spent) {
    public static final Totals NONE = new Totals(Credits.ZERO, Credits.ZERO);

    public Totals earning(Credits more) {
        return new Totals(earned.plus(more), spent);
    }

    public Totals spending(Credits more) {
        return new Totals(earned, spent.plus(more));
    }
}

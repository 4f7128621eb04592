package sparecore.buyer.job;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import sparecore.money.Credits;

/**
 * What may be spent, what is spent of it, and what happens at its end. Pure.
 *
 * @param limit more than zero
 * @param spent up to the limit
 */
public record Budget(Credits limit, WhenSpent then, Credits spent) {
    /** Of the limit, in percent: each is told once. */
    private static final int[] NOTICES = {10, 25, 50, 75, 90, 100};

    /** A hundred times this still is a long. */
    private static final long EXACT_MAX = Long.MAX_VALUE / 100;

    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    public Budget {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a budget is more than nothing");
        }
        if (spent.isNegative() || spent.compareTo(limit) > 0) {
            throw new IllegalArgumentException("a budget of " + limit + " of which " + spent + " are spent");
        }
    }

    public Credits left() {
        return limit.minus(spent);
    }

    public Budget spending(Credits more) {
        return new Budget(limit, then, spent.plus(more));
    }

    /** The notices that are due when so much more is spent, in percent. */
    public List<Integer> noticesFor(Credits more) {
        Credits after = spent.plus(more);
        return IntStream.of(NOTICES)
                .filter(percent -> !reaches(spent, percent) && reaches(after, percent))
                .boxed()
                .toList();
    }

    private boolean reaches(Credits amount, int percent) {
        if (limit.micro() <= EXACT_MAX) {
            return amount.micro() >= EXACT_MAX || amount.micro() * 100 >= limit.micro() * percent;
        }
        BigInteger part = BigInteger.valueOf(limit.micro()).multiply(BigInteger.valueOf(percent));
        return BigInteger.valueOf(amount.micro()).multiply(HUNDRED).compareTo(part) >= 0;
    }
}

package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short way to a match and the long one come to the same, whatever has changed in between: {@link MarketBench} compares them. */
class RandomBooksTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 60;

    @Test
    void everyMatchIsTheOneThatALookAtEverythingComesTo() {
        int leases = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RandomBooks books = new RandomBooks(seed);
            for (int step = 0; step < STEPS; step++) {
                try {
                    books.step();
                } catch (AssertionError e) {
                    throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
                }
            }
            leases += books.leases();
        }
        assertThat(leases).isGreaterThan(10 * SEEDS);
    }
}

package sparecore.buyer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job's end: what idle sellers get there is worth it, and bounded. */
class TailTrialTest {
    private static final int FRAGMENTS = 1_000;
    private static final int SELLERS = 100;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void unevenFragmentsOnUnevenSellersThatComeAndGoEndSoonAfterTheIdeal(long seed) {
        TailTrial.Outcome with = new TailTrial(FRAGMENTS, SELLERS, seed, true).run();
        TailTrial.Outcome without = new TailTrial(FRAGMENTS, SELLERS, seed, false).run();
        System.out.println("seed " + seed + ": " + with + ", without copies " + without);
        assertThat(with.ratio())
                .isGreaterThanOrEqualTo(1)
                .isLessThanOrEqualTo(1.2)
                .isLessThan(without.ratio());
        assertThat(with.copies()).isPositive().isLessThanOrEqualTo(0.1);
        assertThat(without.copies()).isZero();
    }
}

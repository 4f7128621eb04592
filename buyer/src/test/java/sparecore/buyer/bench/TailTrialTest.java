package sparecore.buyer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** A job's end: what idle sellers get there is worth it, and bounded. */
class TailTrialTest {
    private static final int FRAGMENTS = 1_000;
    private static final int SELLERS = 100;
    private static final int FRAGMENTS_FEW = 300;
    private static final int SELLERS_FEW = 50;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void unevenFragmentsOnUnevenSellersThatComeAndGoEndSoonAfterTheIdeal(long seed) {
        TailTrial.Outcome with = new TailTrial(new Quorum(1), FRAGMENTS, SELLERS, seed, true).run();
        TailTrial.Outcome without = new TailTrial(new Quorum(1), FRAGMENTS, SELLERS, seed, false).run();
        System.out.println("seed " + seed + ": " + with + ", without copies " + without);
        assertThat(with.ratio())
                .isGreaterThanOrEqualTo(1)
                .isLessThanOrEqualTo(1.2)
                .isLessThan(without.ratio());
        assertThat(with.copies()).isPositive().isLessThanOrEqualTo(0.1);
        assertThat(without.copies()).isZero();
    }

    /** Who votes is drawn, and nobody's idleness makes votes: so there is less to win. */
    @Test
    void soDoThoseThatAskForAnError() {
        Terms rule = Terms.of(Terms.ERROR_DEFAULT);
        TailTrial plain = new TailTrial(rule, FRAGMENTS_FEW, SELLERS_FEW, 1, false);
        TailTrial.Outcome without = plain.run();
        TailTrial.Outcome with = new TailTrial(rule, FRAGMENTS_FEW, SELLERS_FEW, 1, true).run(plain.votedMillis());
        System.out.println(with + ", without copies " + without);
        assertThat(with.ratio()).isBetween(1.0, 1.5);
        assertThat(with.copies()).isPositive().isLessThanOrEqualTo(0.1);
    }
}

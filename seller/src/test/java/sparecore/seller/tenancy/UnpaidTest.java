package sparecore.seller.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import sparecore.money.Credits;

class UnpaidTest {
    private final Unpaid unpaid = new Unpaid();

    @Test
    void isNeverNegative() {
        unpaid.delivered(1, Credits.ofWhole(1));
        unpaid.paid(Credits.ofWhole(5));
        assertThat(unpaid.amount()).isEqualTo(Credits.ZERO);
    }

    @Test
    void aLowerVoucherTakesNothingBack() {
        unpaid.delivered(1, Credits.ofWhole(5));
        unpaid.paid(Credits.ofWhole(3));
        unpaid.paid(Credits.ofWhole(2));
        assertThat(unpaid.amount()).isEqualTo(Credits.ofWhole(2));
    }

    @Test
    void waitsForVerdictsAtItsLimit() {
        for (int i = 0; i < Unpaid.UNJUDGED_MAX; i++) {
            assertThat(unpaid.hasTooManyUnjudged()).isFalse();
            unpaid.delivered(i, Credits.ZERO);
        }
        assertThat(unpaid.hasTooManyUnjudged()).isTrue();
        unpaid.accepted(0);
        assertThat(unpaid.hasTooManyUnjudged()).isFalse();
    }

    @Test
    void owedAndRejectedAddUpToWhatWasDelivered() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Credits delivered = Credits.ZERO;
        for (int i = 0; i < 2_000; i++) {
            Credits charge = Credits.ofMicro(random.nextInt(1_000));
            unpaid.delivered(i, charge);
            delivered = delivered.plus(charge);
            long judged = random.nextInt(i + 1);
            if (random.nextBoolean()) {
                unpaid.accepted(judged);
            } else {
                unpaid.rejected(judged);
            }
            assertThat(unpaid.owed().plus(unpaid.rejected())).isEqualTo(delivered);
        }
    }
}

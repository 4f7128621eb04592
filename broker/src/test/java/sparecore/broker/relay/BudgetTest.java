package sparecore.broker.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = Long.MAX_VALUE - SECOND; // a steady clock may begin anywhere, and wrap

    private static RelayLimits limits(long ofLease, long max) {
        return new RelayLimits(1_000, ofLease, max, 1, 1, 1, 1, 1, 1, 1);
    }

    /** Whatever is sent, in whatever pieces: after so many seconds no more has passed than that many seconds' worth and the burst. */
    @Test
    void keepsTheRateOverAnyTime() {
        Pace pace = new Pace(1_000_000, START);
        long now = START;
        long passed = 0;
        for (int i = 1; i < 2_000; i++) {
            int bytes = i * 37 % 20_000;
            passed += bytes;
            now += pace.pass(bytes, now);
            assertThat(passed).isLessThanOrEqualTo((now - START) / 1_000 + 250_000 + 20_000);
        }
        assertThat((now - START) / 1_000).isGreaterThan(passed - 300_000);
    }

    @Test
    void whatWasNotUsedIsNotSaved() {
        Pace pace = new Pace(1_000, 0);
        assertThat(pace.pass(250, 100 * SECOND)).isZero();
        assertThat(pace.pass(1_000, 100 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void theSlowerOfTheTwoPacesHolds() {
        Pace all = new Pace(1_000, 0);
        Budget slow = new Budget(limits(100, 10_000), 0);
        Budget fast = new Budget(limits(1_000_000, 10_000), 0);
        assertThat(slow.pass(100, all, 0)).isEqualTo(SECOND - SECOND / 4);
        assertThat(fast.pass(900, all, 0)).isEqualTo(SECOND - SECOND / 4);
    }

    @Test
    void endsWhenAllIsSpent() {
        Pace all = new Pace(1_000, 0);
        Budget budget = new Budget(limits(1_000, 100), 0);
        assertThat(budget.pass(100, all, 0)).isNotNegative();
        assertThat(budget.isSpent()).isTrue();
        assertThat(budget.pass(1, all, 0)).isNegative();
    }
}

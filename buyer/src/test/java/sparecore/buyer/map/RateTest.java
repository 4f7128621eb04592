package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RateTest {
    private final AtomicLong nowMillis = new AtomicLong(5_000);
    private final Rate rate = new Rate(nowMillis::get);

    @Test
    void knowsNothingBeforeTheFirstResult() {
        nowMillis.addAndGet(10_000);
        assertThat(rate.describe(0, 100)).isEqualTo("0/s");
    }

    @Test
    void tellsTheTimeLeftAtTheRateSoFar() {
        nowMillis.addAndGet(10_000);
        assertThat(rate.describe(50, 100)).isEqualTo("5.0/s, 10 s left");
        assertThat(rate.describe(10, 100)).isEqualTo("1.0/s, 1 min 30 s left");
        assertThat(rate.describe(10, 10_000)).isEqualTo("1.0/s, 2 h 46 min left");
        assertThat(rate.describe(100, 100)).isEqualTo("10.0/s");
    }
}

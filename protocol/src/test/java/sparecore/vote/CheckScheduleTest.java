package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often sellers are checked, and when failures come all at once. */
final class CheckScheduleTest {
    @ParameterizedTest
    @CsvSource({"0, 0.1", "5, 0.066667", "10, 0.05", "1000, 0.05"})
    void checksNewcomersMore(double checksPassed, double rate) {
        assertThat(CheckSchedule.rate(checksPassed)).isCloseTo(rate, within(1e-6));
    }

    @Test
    void votesThatAreComparedCountAsChecks() {
        Standing compared = Standing.newcomer();
        Standing not = Standing.newcomer();
        for (int i = 0; i < 10; i++) {
            compared.voted();
            compared.pass(0.8);
            not.voted();
        }
        assertThat(CheckSchedule.chance(compared, false)).isZero();
        assertThat(CheckSchedule.chance(not, false)).isCloseTo(0.1, within(1e-9));
        assertThat(CheckSchedule.chance(not, true)).isCloseTo(0.2, within(1e-9));
    }

    @Test
    void steadyNoiseIsNoBurst() {
        Bursts bursts = new Bursts();
        for (int i = 0; i < 20_000; i++) {
            assertThat(bursts.checked(i % 100 == 0)).isEqualTo(false);
        }
    }

    @Test
    void failuresAllAtOnceAreABurst() {
        Bursts bursts = new Bursts();
        for (int i = 0; i < 5_000; i++) {
            bursts.checked(false);
        }
        boolean burst = false;
        for (int i = 0; i < 8; i++) {
            burst |= bursts.checked(true);
        }
        assertThat(burst).isTrue();
    }
}

package sparecore.seller.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdlePolicyTest {
    @ParameterizedTest
    @CsvSource({
        // cores, slots, what others use, slots for sale
        "2, 2, 0.0, 2",
        "2, 2, 0.25, 2",
        "2, 2, 0.26, 1",
        "2, 2, 1.25, 1",
        "2, 2, 1.26, 0",
        "2, 2, 9.0, 0",
        "2, 1, 1.2, 1",
        "2, 1, 1.3, 0",
        "8, 4, 4.2, 4",
        "8, 4, 4.3, 3",
        "1, 2, 0.0, 1",
    })
    void sellsTheCoresThatOthersLeave(int cores, int slots, double others, int expected) {
        IdlePolicy policy = new IdlePolicy(cores, slots, 0.25);
        assertThat(policy.look(others, 0)).isEqualTo(expected);
    }

    @Test
    void takesSlotsBackAtOnceAndGivesThemAgainAfterACalmTime() {
        IdlePolicy policy = new IdlePolicy(2, 2, 0.25);
        assertThat(policy.look(2, 1_000)).isZero();
        assertThat(policy.look(0, 2_000)).isZero();
        assertThat(policy.look(0, 2_000 + IdlePolicy.CALM_MILLIS - 1)).isZero();
        assertThat(policy.look(0, 2_000 + IdlePolicy.CALM_MILLIS)).isEqualTo(2);
    }

    @Test
    void aLoadInBetweenStartsTheCalmTimeAnew() {
        IdlePolicy policy = new IdlePolicy(2, 2, 0.25);
        policy.look(2, 1_000);
        policy.look(0, 2_000);
        policy.look(1.9, 4_000);
        policy.look(0, 5_000);
        assertThat(policy.look(0, 2_000 + IdlePolicy.CALM_MILLIS)).isZero();
        assertThat(policy.look(0, 5_000 + IdlePolicy.CALM_MILLIS)).isEqualTo(2);
    }

    @Test
    void aLoadAtTheBorderDoesNotMakeItFlutter() {
        IdlePolicy policy = new IdlePolicy(1, 1, 0.25);
        assertThat(policy.look(0.26, 0)).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(policy.look(i % 2 == 0 ? 0.24 : 0.26, i * 500L)).isZero();
        }
    }

    @Test
    void refusesAnImpossibleLoad() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IdlePolicy(1, 1, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new IdlePolicy(1, 1, 1.1));
    }
}

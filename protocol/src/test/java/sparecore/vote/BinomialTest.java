package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.Seeded;

/** Against other ways to compute the same. */
final class BinomialTest {
    @ParameterizedTest
    @CsvSource({
        "0, 3, 0.5, 0.125",
        "1, 3, 0.5, 0.5",
        "3, 3, 0.5, 1",
        "0, 10, 0, 1",
        "4, 10, 1, 0",
        "2, 20, 0.1, 0.676927"
    })
    void sumsTheLowerTail(long hits, long trials, double p, double expected) {
        assertThat(Binomial.atMost(hits, trials, p)).isCloseTo(expected, within(1e-6));
    }

    @Test
    void theUpperTailIsTheRest() {
        Seeded.times(500, random -> {
            int trials = 1 + random.nextInt(200);
            int hits = 1 + random.nextInt(trials);
            double p = random.nextDouble();
            assertThat(Binomial.atLeast(hits, trials, p) + Binomial.atMost(hits - 1, trials, p))
                    .isCloseTo(1, within(1e-9));
        });
    }

    @Test
    void keepsTinyUpperTails() {
        assertThat(Binomial.atLeast(10, 10, 1e-3)).isCloseTo(1e-30, within(1e-36));
    }

    /** No hit in n: {@code 1 − 0.05^(1/n)}, the "rule of three". Others from R: binom.test(x, n, alternative="less"). */
    @ParameterizedTest
    @CsvSource({
        "0, 1000000, 2.995728e-6",
        "0, 100, 0.0295130",
        "1, 10, 0.3941633",
        "5, 100, 0.1022533",
        "100, 1000, 0.1169915"
    })
    void boundsLikeClopperAndPearson(long hits, long trials, double expected) {
        assertThat(Binomial.upperBound(hits, trials, 0.95)).isCloseTo(expected, within(expected * 1e-4));
    }

    @Test
    void allHitsAreBoundedByOne() {
        assertThat(Binomial.upperBound(7, 7, 0.95)).isEqualTo(1);
    }
}

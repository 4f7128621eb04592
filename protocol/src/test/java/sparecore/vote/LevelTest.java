package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.Seeded;

/** How many votes a level asks for, and what slips through. */
final class LevelTest {
    @ParameterizedTest
    @CsvSource({"1, 0, 1", "1.3, 0.29, 2", "1.3, 0.31, 1", "2, 0, 2", "2.5, 0.4, 3", "9, 0.99, 9"})
    void asksForVotes(double votes, double luck, int needed) {
        assertThat(new Level(votes).needed(luck)).isEqualTo(needed);
    }

    @Test
    void aStricterLevelNeverAsksForFewer() {
        Seeded.times(2_000, random -> {
            double votes = 1 + 8 * random.nextDouble();
            double luck = random.nextDouble();
            double stricter = votes + (9 - votes) * random.nextDouble();
            assertThat(new Level(stricter).needed(luck)).isGreaterThanOrEqualTo(new Level(votes).needed(luck));
        });
    }

    /** f/(1−f) for a pair, f²/(1−f²) for three, and one in q·(1−f) for a lone vote that is compared with probability q. */
    @ParameterizedTest
    @CsvSource({"2, 0.25", "3, 0.0416667", "1.1, 11.5", "1.5, 1.5"})
    void letsSlipThrough(double votes, double exposure) {
        assertThat(new Level(votes).exposure(0.2)).isCloseTo(exposure, within(1e-6));
    }

    @Test
    void exposureFallsSteadily() {
        double before = new Level(1).exposure(0.3);
        assertThat(before).isInfinite();
        for (double votes = 1.01; votes < 9; votes += 0.01) {
            double exposure = new Level(votes).exposure(0.3);
            assertThat(exposure).isLessThan(before);
            before = exposure;
        }
    }

    @Test
    void refusesWhatIsNoLevel() {
        for (double votes : new double[] {0.99, 9.01, Double.NaN}) {
            assertThatThrownBy(() -> new Level(votes)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.Seeded;

/** The formulas, against values worked out by hand and against what they say in words. */
final class CredibilityTest {
    private static final double CLOSE = 1e-6;

    @ParameterizedTest
    @CsvSource({"0.2, 1.386294", "0.1, 2.197225", "0.3, 0.847298"})
    void oneVoteWeighs(double saboteurs, double weight) {
        assertThat(Credibility.voteWeight(saboteurs)).isCloseTo(weight, within(CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0.25", "2, 0.148148", "10, 0.035049", "735, 0.000500"})
    void passedChecksLeaveALiarLittleToExpect(double checks, double most) {
        assertThat(Credibility.passing(checks)).isCloseTo(most, within(CLOSE));
    }

    /** The definition: the worst s of s·(1−s)^K. */
    @Test
    void passingIsTheWorstOverAllRates() {
        for (int checks : new int[] {1, 3, 10, 100}) {
            double worst = 0;
            for (double rate = 1e-5; rate < 1; rate += 1e-5) {
                worst = Math.max(worst, rate * Math.pow(1 - rate, checks));
            }
            assertThat(Credibility.passing(checks)).isCloseTo(worst, within(CLOSE));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "2, 0, 2.772589", "3, 10, 7.509880", "1, 0, 0", "1, 735, 7.600550"})
    void aGroupScores(int votes, double checks, double score) {
        assertThat(Credibility.score(votes, checks, Terms.of(1e-3))).isCloseTo(score, within(CLOSE));
    }

    @Test
    void theScoreRisesWithVotesAndWithChecks() {
        Seeded.times(2_000, random -> {
            Terms terms = new Terms(1e-3, 0.01 + 0.38 * random.nextDouble(), random.nextDouble());
            int votes = 1 + random.nextInt(9);
            double checks = 2_000 * random.nextDouble();
            double score = Credibility.score(votes, checks, terms);
            assertThat(Credibility.score(votes + 1, checks, terms)).isGreaterThan(score);
            assertThat(Credibility.score(votes, checks + 1, terms)).isGreaterThan(score);
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, 1.386294", "2, 0, 0.1, 2.772589", "1, 100, 0.1, 6.515624", "1, -100, 0.1, -3.743035"})
    void aGroupLeadsByVotesAndChecks(int votesAhead, double checksAhead, double conflictShare, double lead) {
        assertThat(Credibility.lead(votesAhead, checksAhead, conflictShare, 0.2))
                .isCloseTo(lead, within(CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"0.0001, 1e-3, 1.386294", "0.1, 1e-3, 4.605170"})
    void rareConflictsNeedALeadOfFourToOne(double conflictShare, double error, double needed) {
        assertThat(Credibility.leadNeeded(conflictShare, error)).isCloseTo(needed, within(CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0.8", "3, 0.96"})
    void agreementCountsLessWhereFriendsAreMany(int votes, double credit) {
        assertThat(Credibility.membership(votes, 0.2)).isCloseTo(credit, within(CLOSE));
    }

    @ParameterizedTest
    @CsvSource({"1, 0.2", "2, 0.104", "3, 0.05792"})
    void theFirstOfEqualVotesErrs(int majority, double error) {
        assertThat(Credibility.majorityError(majority, 0.2)).isCloseTo(error, within(CLOSE));
    }
}

package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparecore.Seeded;

/** What a job may lose, and how it is kept. */
final class ErrorBudgetTest {
    private static ErrorBudget budget(double error, int fragments) {
        ErrorBudget budget = new ErrorBudget(error, Terms.of(error));
        budget.add(fragments);
        return budget;
    }

    @Test
    void aLargerJobNeedsFewerVotesForTheSameShare() {
        double before = 9;
        for (int fragments = 100; fragments <= 1_000_000; fragments *= 10) {
            double votes = budget(1e-4, fragments).level().votes();
            assertThat(votes).isLessThan(before);
            before = votes;
        }
        assertThat(before).isLessThan(1.1);
    }

    @Test
    void nothingIsKnownBeforeTheFirstFragment() {
        assertThat(new ErrorBudget(1e-3, Terms.of(1e-3)).level().votes()).isEqualTo(9);
    }

    @Test
    void peaceLowersTheLevelAndConflictsRaiseIt() {
        ErrorBudget budget = budget(1e-4, 50_000);
        double first = budget.level().votes();
        for (int i = 0; i < 10_000; i++) {
            budget.accepted(2);
        }
        double inPeace = budget.level().votes();
        assertThat(inPeace).isLessThan(first);
        budget.conflict(budget.level(), false);
        assertThat(budget.level().votes()).isGreaterThan(inPeace);
    }

    /** The promise is a sum: whatever comes, the charges stay within what was asked, as long as any level can still be paid. */
    @Test
    void chargesNeverExceedTheBudget() {
        Seeded.times(40, random -> {
            double error = Math.pow(10, -1 - 4 * random.nextDouble());
            int fragments = 100 + random.nextInt(100_000);
            ErrorBudget budget = budget(error, fragments);
            for (int i = 0; i < 300 && budget.level().votes() < Level.VOTES_MOST; i++) {
                boolean hurried = random.nextInt(4) == 0;
                Level level = budget.level(hurried);
                assertThat(level.votes()).isGreaterThanOrEqualTo(budget.level().votes());
                if (level.votes() >= Level.VOTES_MOST) {
                    break;
                }
                budget.accepted(level.needed(random.nextDouble()));
                if (random.nextInt(3) == 0) {
                    budget.conflict(level, hurried);
                    if (random.nextBoolean()) {
                        budget.refund(level, hurried);
                    }
                }
                assertThat(budget.chargedShare()).isLessThanOrEqualTo(error);
            }
        });
    }

    @Test
    void aConflictWithWhoeverWasRightAtFirstIsRefunded() {
        ErrorBudget budget = budget(1e-3, 10_000);
        Level level = budget.level();
        budget.conflict(level, false);
        double charged = budget.chargedShare();
        budget.refund(level, false);
        assertThat(budget.chargedShare()).isLessThan(charged / 2).isPositive();
    }
}

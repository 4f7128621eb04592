package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.money.Credits;

class BudgetTest {
    private static Budget budget(long limit, long spent) {
        return new Budget(Credits.ofMicro(limit), WhenSpent.STOP, Credits.ofMicro(spent));
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 99, ''",
        "1000, 0, 100, 10",
        "1000, 100, 1, ''",
        "1000, 99, 401, '10 25 50'",
        "1000, 0, 1000, '10 25 50 75 90 100'",
        "1000, 1000, 0, ''",
        "3, 0, 1, '10 25'",
        "9223372036854775807, 0, 9223372036854775807, '10 25 50 75 90 100'"
    })
    void tellsEachPartOnceWhenItIsReached(long limit, long spent, long more, String notices) {
        assertThat(budget(limit, spent).noticesFor(Credits.ofMicro(more)).stream()
                        .map(String::valueOf)
                        .reduce((all, one) -> all + " " + one)
                        .orElse(""))
                .isEqualTo(notices);
    }

    /** However it is cut into payments, each notice comes once. */
    @Test
    void tellsEveryNoticeOnceWhateverThePayments() {
        for (long step = 1; step <= 40; step++) {
            List<Integer> told = new ArrayList<>();
            Budget budget = budget(1_000, 0);
            while (budget.left().isPositive()) {
                Credits more = Credits.ofMicro(step).min(budget.left());
                told.addAll(budget.noticesFor(more));
                budget = budget.spending(more);
            }
            assertThat(told).as("in steps of %s", step).containsExactly(10, 25, 50, 75, 90, 100);
        }
    }

    @Test
    void refusesWhatIsNoBudget() {
        assertThatThrownBy(() -> budget(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> budget(5, 6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WhenSpent.ofNumber(2)).isInstanceOf(IllegalArgumentException.class);
    }
}

package sparecore.buyer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;
import sparecore.wire.Quote;
import sparecore.wire.Reason;

class CostTest {
    private static final Quote QUOTE = Quote.newBuilder()
            .setPriceMean(10_000)
            .setPriceLeast(9_000)
            .setPriceHighest(12_000)
            .setSlotsQuoted(3)
            .setSlotsFree(5)
            .setSellers(1)
            .setSpeedPpmHighest(2_000_000)
            .setCommissionBasisPoints(500)
            .addMisfits(Reason.newBuilder().setText("it is too dear").setCount(2))
            .build();

    private static Cost cost(Quote quote, long fragments, int cpuSeconds, double expect) {
        return Cost.of(quote, 2, new Price(50_000), fragments, cpuSeconds, expect);
    }

    /** 100 fragments × 2 votes × 60 s × speed 2 × 0.05 credits; and 100 × 2 × 1.5 s × 0.01. */
    @Test
    void theWorstCaseIsEveryRunToItsLimitOnTheFastestSlotAtTheHighestPrice() {
        Cost cost = cost(QUOTE, 100, 60, 1.5);
        assertThat(cost.worst()).isEqualTo(Credits.ofWhole(1_200));
        assertThat(cost.expected()).isEqualTo(Credits.ofWhole(3));
    }

    /** A quote must not say less than a job can cost only because nobody fast is there now. */
    @Test
    void countsTheReferenceSpeedAtLeast() {
        assertThat(cost(Quote.getDefaultInstance(), 1, 10, 0).worst()).isEqualTo(Credits.ofWhole(1));
        assertThat(cost(Quote.getDefaultInstance(), 1, 10, 5).expected()).isEqualTo(Credits.ZERO);
    }

    @Test
    void isCutWhereNoAccountReaches() {
        assertThat(cost(QUOTE, Long.MAX_VALUE, 1_000_000, 0).worst().micro()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> cost(QUOTE, 0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cost(QUOTE, 1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysWhatIsMissingBeforeAnythingIsSpent() {
        String text = QuoteText.of(QUOTE, cost(QUOTE, 1, 1, 0), new ProgramNeeds(Abi.LINUX, 3, true), 2);
        assertThat(text)
                .contains("linux, x86-64-v3, CPUID faulting")
                .contains("2 different sellers must agree, and only 1")
                .contains("2 asks, each: it is too dear")
                .contains("5.00 %")
                .contains("worst case   0.200000");
        assertThat(QuoteText.of(
                        Quote.getDefaultInstance(), cost(QUOTE, 1, 1, 0), new ProgramNeeds(Abi.RAW, 2, false), 1))
                .contains("none that fits now");
    }
}

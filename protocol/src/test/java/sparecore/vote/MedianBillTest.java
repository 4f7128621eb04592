package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody is paid for more than the median of the reports. */
final class MedianBillTest {
    @ParameterizedTest
    @CsvSource({"70, 70", "70 90, 70", "90 70, 70", "1 500 3, 3", "4 4 900 900, 4", "0, 0"})
    void isTheLowerMiddle(String reports, long median) {
        List<Long> micros =
                Arrays.stream(reports.split(" ", -1)).map(Long::parseLong).toList();
        assertThat(MedianBill.of(micros).medianMicros()).isEqualTo(median);
    }

    @Test
    void aPaddedReportGainsNothingAndAShortOneIsPaidAsItIs() {
        MedianBill bill = MedianBill.of(List.of(100L, 110L, 5_000L));
        assertThat(bill.payableMicros(5_000)).isEqualTo(110);
        assertThat(bill.payableMicros(100)).isEqualTo(100);
    }

    @Test
    void refusesToBillNothing() {
        assertThatThrownBy(() -> MedianBill.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MedianBill.of(List.of(1L, -1L))).isInstanceOf(IllegalArgumentException.class);
    }
}

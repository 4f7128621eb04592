package sparecore.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.Seeded;

/** Exact arithmetic: rounding in the stated direction, and an error where an amount does not fit. */
final class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.000000",
        "12, 12000000, 12.000000",
        "0.25, 250000, 0.250000",
        "0.000001, 1, 0.000001",
        "-0.000001, -1, -0.000001",
        "-3.5, -3500000, -3.500000",
        "' 7 ', 7000000, 7.000000",
        "9223372036854.775807, 9223372036854775807, 9223372036854.775807",
        "-9223372036854.775808, -9223372036854775808, -9223372036854.775808"
    })
    void readsAndPrintsCredits(String text, long micro, String printed) {
        assertThat(Credits.parse(text)).isEqualTo(Credits.ofMicro(micro));
        assertThat(Credits.ofMicro(micro)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "x", "1,5", "0x10", "1 2", "NaN", "Infinity", "0.0000001", "9223372036854.775808", "1e99",
                "1e999999999", "1e-999999999", "--1", "1.2.3"
            })
    void refusesWhatIsNotAnAmount(String text) {
        assertThatThrownBy(() -> Credits.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void printedCreditsReadBackAsTheSame() {
        Seeded.times(10_000, random -> {
            Credits credits = Credits.ofMicro(random.nextLong() >> random.nextInt(64));
            assertThat(Credits.parse(credits.toString())).isEqualTo(credits);
        });
    }

    @Test
    void overflowIsAnErrorAndNeverAWrongAmount() {
        Credits most = Credits.ofMicro(Long.MAX_VALUE);
        Credits least = Credits.ofMicro(Long.MIN_VALUE);
        assertThatThrownBy(() -> most.plus(Credits.ofMicro(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(Credits.ofMicro(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(least::negated).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Credits.ofWhole(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(most.minus(most)).isEqualTo(Credits.ZERO);
        assertThat(most.min(least)).isEqualTo(least);
        assertThat(most.max(least)).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        // price, CPU µs, speed ppm, cost
        "1000000, 1000000, 1000000, 1000000",
        "1000000, 1000000, 2000000, 2000000",
        "0, 1000000, 1000000, 0",
        "1000000, 0, 1000000, 0",
        "1, 1, 1000, 1",
        "1, 1000000, 1000000, 1",
        "1, 1000001, 1000000, 2",
        "3, 333333, 1000000, 1",
        "1000000000000, 90000000000, 100000000, 9000000000000000000"
    })
    void aRunCostsPriceTimesReferenceSecondsRoundedUp(long price, long micros, long ppm, long cost) {
        assertThat(new Price(price).of(micros, new Speed(ppm))).isEqualTo(Credits.ofMicro(cost));
    }

    @Test
    void theCostIsTheExactProductRoundedUp() {
        Seeded.times(10_000, random -> {
            long price = random.nextLong(Price.MICRO_MAX + 1) >> random.nextInt(40);
            long micros = random.nextLong(90_000_000_000L) >> random.nextInt(36);
            long ppm = random.nextLong(Speed.PPM_MIN, Speed.PPM_MAX + 1);
            BigInteger expected = new BigDecimal(price)
                    .multiply(BigDecimal.valueOf(micros, 6))
                    .multiply(BigDecimal.valueOf(ppm, 6))
                    .setScale(0, RoundingMode.CEILING)
                    .toBigIntegerExact();
            assertThat(BigInteger.valueOf(new Price(price).of(micros, new Speed(ppm)).micro()))
                    .isEqualTo(expected);
        });
    }

    @Test
    void refusesPricesAndTimesOutOfRange() {
        Price most = new Price(Price.MICRO_MAX);
        assertThatThrownBy(() -> most.of(Long.MAX_VALUE, new Speed(Speed.PPM_MAX)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.of(-1, Speed.REFERENCE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Price(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Price(Price.MICRO_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Price.parse("-1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Speed(Speed.PPM_MIN - 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Speed(Speed.PPM_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Price.parse("0.5")).isEqualTo(new Price(500_000)).hasToString("0.500000");
    }

    @ParameterizedTest
    @CsvSource({"0, 1000, 0", "1, 9999, 0", "1, 10000, 1", "500, 1999, 99", "5000, 3, 1", "5000, 9223372036854775807, 4611686018427387903"})
    void commissionIsRoundedDown(int basisPoints, long amount, long share) {
        assertThat(new Commission(basisPoints).of(Credits.ofMicro(amount))).isEqualTo(Credits.ofMicro(share));
    }

    @Test
    void commissionNeverFallsAsThePaymentGrows() {
        Seeded.times(10_000, random -> {
            Commission commission = new Commission(random.nextInt(Commission.BASIS_POINTS_MAX + 1));
            long first = random.nextLong(1L << 40);
            long second = first + random.nextLong(1L << 20);
            assertThat(commission.of(Credits.ofMicro(second)))
                    .isGreaterThanOrEqualTo(commission.of(Credits.ofMicro(first)));
        });
        assertThatThrownBy(() -> new Commission(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Commission(5_001)).isInstanceOf(IllegalArgumentException.class);
    }
}

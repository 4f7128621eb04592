package sparecore.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @CsvSource({
        "22-6, 22-6",
        "'0-8,20-24', 20-8",
        "8-12, 8-12",
        "'3-4,9-10', '3-4,9-10'",
        "0-24, always",
        "5-5, always",
        "23-24, 23-24",
        "'1-3,2-5', 1-5"
    })
    void readsWhatItWrites(String text, String written) {
        Hours hours = Hours.parse(text);
        assertThat(hours).hasToString(written);
        if (!written.equals("always")) {
            assertThat(Hours.parse(written)).isEqualTo(hours);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8-", "a-b", "8-25", "-1-4", "1-2-3"})
    void refusesWhatNamesNoHours(String text) {
        assertThatThrownBy(() -> Hours.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    /** In hours since 1970: when slots that are sold from 22 to 6 close. */
    @ParameterizedTest
    @CsvSource({"0, 6", "5, 6", "6, 6", "21, 21", "22, 30", "23, 30", "24, 30", "46, 54"})
    void closesAtTheEndOfTheStretchThatIsOpenNow(long now, long closes) {
        assertThat(Hours.parse("22-6").closesAtMillis(now * HOUR)).isEqualTo(closes * HOUR);
    }

    @Test
    void neverClosesWhatIsAlwaysOpen() {
        assertThat(Hours.ALWAYS.closesAtMillis(7)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refusesClassesThatCannotBe() {
        assertThatThrownBy(() -> new SlotClass(Set.of(), 2, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotClass(Set.of(Abi.RAW), 4, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProgramNeeds(Abi.RAW, 1, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hours(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Hours(1 << 24)).isInstanceOf(IllegalArgumentException.class);
    }
}

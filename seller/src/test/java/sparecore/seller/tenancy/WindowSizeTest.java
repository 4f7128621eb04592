package sparecore.seller.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowSizeTest {
    private final WindowSize window = new WindowSize();

    @ParameterizedTest
    @CsvSource({
        // microseconds of a run, slots, window
        "1000000, 1, 2",
        "1000000, 4, 8",
        "5000, 1, 2",
        "4999, 1, 21",
        "2500, 1, 41",
        "2500, 2, 82",
        "300, 2, 512",
        "0, 1, 256",
        "1000, 0, 0",
    })
    void growsWhereRunsAreShort(long micros, int slots, int expected) {
        window.ran(micros);
        assertThat(window.of(slots)).isEqualTo(expected);
    }

    @Test
    void isSmallWhileNothingIsKnown() {
        assertThat(window.of(3)).isEqualTo(6);
    }

    @Test
    void oneSlowRunDoesNotCloseIt() {
        for (int i = 0; i < 100; i++) {
            window.ran(400);
        }
        window.ran(10_000_000);
        assertThat(window.of(1)).isGreaterThan(30);
    }

    @Test
    void slowRunsCloseItSoon() {
        for (int i = 0; i < 100; i++) {
            window.ran(400);
        }
        for (int i = 0; i < 12; i++) {
            window.ran(1_000_000);
        }
        assertThat(window.of(1)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"4,4,false", "4,5,true", "40,45,false", "40,50,true", "40,30,true", "0,1,true", "1,0,true", "0,0,false"
    })
    void tellsOfNotableChangesOnly(int announced, int wanted, boolean notable) {
        assertThat(WindowSize.isNotable(announced, wanted)).isEqualTo(notable);
    }
}

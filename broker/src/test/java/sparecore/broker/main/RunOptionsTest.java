package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

class RunOptionsTest {
    private static RunOptions options(String listen, String console, int commission, @Nullable String advertise) {
        return RunOptions.of(Path.of("data"), listen, console, commission, Credits.ofWhole(10), advertise);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:7701", "192.0.2.1:7701", "[::]:7701"})
    void keepsTheConsoleOnThisMachine(String console) {
        assertThatThrownBy(() -> options("127.0.0.1:0", console, 0, null))
                .isInstanceOfSatisfying(Failure.class, failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
                    assertThat(failure).hasMessageContaining("--console");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7701", "[::1]:0", "localhost:7701"})
    void takesAnyLoopbackAddressForTheConsole(String console) {
        assertThat(options("127.0.0.1:0", console, 0, null).console()).isPresent();
    }

    @Test
    void runsWithoutAConsoleIfToldTo() {
        assertThat(options("127.0.0.1:0", "off", 0, null).console()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7700", ":7700", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:-1", "h:65536"})
    void saysWhatIsWrongWithAnAddress(String listen) {
        assertThatThrownBy(() -> options(listen, "off", 0, null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--listen");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 5_001})
    void takesNoMoreThanHalf(int commission) {
        assertThatThrownBy(() -> options("127.0.0.1:0", "off", commission, null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--commission");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "key@host", "h\u00f6st"})
    void advertisesNothingThatIsNoHost(String advertise) {
        assertThatThrownBy(() -> options("127.0.0.1:0", "off", 0, advertise))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--advertise");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0,, 127.0.0.1",
        "0.0.0.0:0,, 127.0.0.1",
        "0.0.0.0:0, broker.example, broker.example",
        "127.0.0.1:0, broker.example, broker.example"
    })
    void tellsPeersAHostThatTheyCanReach(String listen, @Nullable String advertise, String expected) {
        assertThat(options(listen, "off", 0, advertise).reachableHost()).isEqualTo(expected);
    }
}

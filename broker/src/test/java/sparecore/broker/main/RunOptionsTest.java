package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.money.Credits;
import sparecore.store.Login;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

class RunOptionsTest {
    private static RunOptions options(String listen, String console, int commission, @Nullable String advertise) {
        return RunOptions.of(Path.of("data"), listen, console, commission, Credits.ofWhole(10), advertise, null);
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
    @ValueSource(ints = {-1, 0, 59, 3_601})
    void makesNoLeaseThatIsTooShortToBeRenewedOrLongerThanAnHour(int seconds) {
        RunOptions any = options("127.0.0.1:0", "off", 0, null);
        assertThatThrownBy(() -> any.withLeaseSecondsMost(seconds))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--lease-seconds");
        assertThat(any.withLeaseSecondsMost(60).leaseMillisMost()).isEqualTo(60_000);
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

    @Test
    void takesNoPasswordOnTheCommandLine(@TempDir Path folder) throws IOException {
        String url = "jdbc:postgresql://h:5432/market?user=me";
        assertThatThrownBy(() -> RunOptions.server(url + "&password=secret", null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--store-password")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RunOptions.server("jdbc:mysql://h/d", null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("jdbc:postgresql://");
        Path file = Files.writeString(folder.resolve("password"), "secret\n");
        assertThat(RunOptions.server(url, file)).isEqualTo(new Login(url, "secret"));
        assertThat(RunOptions.server(url, null)).isEqualTo(new Login(url, null));
        assertThat(RunOptions.server(null, null)).isNull();
        assertThatThrownBy(() -> RunOptions.server(url, folder.resolve("none"))).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> RunOptions.server(null, file)).isInstanceOf(Failure.class);
    }
}

package sparecore.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** KEY@HOST:PORT, as people type and paste it. */
final class BrokerAddressTest {
    private static final String KEY = NodeId.fromBytes(new byte[32]).toString();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org:7420 | example.org | 7420",
                "127.0.0.1:1 | 127.0.0.1 | 1",
                "localhost:65535 | localhost | 65535",
                "[::1]:7420 | ::1 | 7420",
                "[2001:db8::1]:80 | 2001:db8::1 | 80",
                "[fe80::1%eth0]:80 | fe80::1%eth0 | 80",
                "[localhost]:80 | localhost | 80"
            })
    void readsAndPrints(String place, String host, int port) {
        BrokerAddress address = BrokerAddress.parse(KEY + "@" + place);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.key().toString()).isEqualTo(KEY);
        assertThat(BrokerAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KEY | KEY@HOST:PORT",
                "KEY@ | KEY@HOST:PORT",
                "KEY@host | KEY@HOST:PORT",
                "host:80 | KEY@HOST:PORT",
                "KEY@:80 | host is missing",
                "KEY@[]:80 | host is missing",
                "KEY@::1:80 | in brackets",
                "KEY@host:a:80 | in brackets",
                "KEY@host: | not a port",
                "KEY@host:eighty | not a port",
                "KEY@host:80x | not a port",
                "KEY@host:0 | between 1 and 65535",
                "KEY@host:-1 | between 1 and 65535",
                "KEY@host:65536 | between 1 and 65535",
                "KEY@host:99999999999 | not a port",
                "KEY@a@b:80 | not a host",
                "KEY@a b:80 | not a host",
                "KEY@[::1:80 | in brackets",
                "KEY@a/b:80 | not a host",
                "short@host:80 | 52 letters"
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> BrokerAddress.parse(text.replace("KEY", KEY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aBadOptionIsAWrongCommandLine() {
        assertThatThrownBy(() -> BrokerAddress.choose("nonsense"))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageStartingWith("--broker: ");
    }

    @Test
    void aMarketOfSeveralBrokersHasOneKeyAndIsTriedPlaceByPlace() {
        BrokerAddress address = BrokerAddress.parse(KEY + "@a:1,[::1]:2,c:3");
        assertThat(BrokerAddress.parse(address.toString())).isEqualTo(address);
        assertThat(address.next()).hasToString(KEY + "@[::1]:2,c:3,a:1");
        assertThat(address.next().next().next()).isEqualTo(address);
        BrokerAddress alone = BrokerAddress.parse(KEY + "@a:1");
        assertThat(alone.next()).isEqualTo(alone);
        assertThatThrownBy(() -> BrokerAddress.parse(KEY + "@a:1,")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BrokerAddress.parse(KEY + "@a:1" + ",b:2".repeat(16)))
                .hasMessageContaining("at most 16");
    }
}

package sparecore.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7700", "[::1]:0", "[2001:db8::7]:65535", "seller.example:1", "abc.onion:80"})
    void comesBackAsItWasWritten(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":1",
                "host",
                "host:",
                "host:x",
                "host:65536",
                "host:-1",
                "::1:7700",
                "a b:1",
                "a@b:1",
                "[::1:7700",
                "h/x:1",
                "h:+1"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsDialledHasAPort() {
        assertThatThrownBy(() -> HostPort.parseDialled("host:0")).hasMessageContaining("no port");
        assertThat(HostPort.parseDialled("host:1").unresolved().isUnresolved()).isTrue();
    }

    @Test
    void looksNamesUpOnlyWhenToldTo() {
        assertThat(HostPort.parse("localhost:5").resolve().getAddress().isLoopbackAddress())
                .isTrue();
        assertThatThrownBy(() -> HostPort.parse("nowhere.invalid:5").resolve()).hasMessageContaining("not known");
        assertThat(HostPort.of(new InetSocketAddress("::1", 5))).hasToString("[0:0:0:0:0:0:0:1]:5");
    }
}

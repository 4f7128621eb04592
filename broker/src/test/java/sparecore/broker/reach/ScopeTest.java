package sparecore.broker.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For whom the broker dials what: never for strangers inside its own walls. */
class ScopeTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "::1, 192.168.1.2, true",
        "192.168.1.2, 127.0.0.1, false",
        "192.168.1.2, ::1, false",
        "192.168.1.2, 10.0.0.1, true",
        "10.0.0.1, 169.254.169.254, true",
        "203.0.113.5, 203.0.113.9, true",
        "203.0.113.5, 127.0.0.1, false",
        "203.0.113.5, 0.0.0.0, false",
        "127.0.0.1, 0.0.0.0, false",
        "203.0.113.5, 192.168.1.1, false",
        "203.0.113.5, 169.254.169.254, false",
        "203.0.113.5, 224.0.0.1, false",
        "2001:db8::5, fd00::1, false",
        "2001:db8::5, fe80::1, false",
        "2001:db8::5, ::1, false",
        "2001:db8::5, ::ffff:127.0.0.1, false",
        "2001:db8::5, 2001:db8::9, true",
        "fd00::1, fd00::2, true"
    })
    void dialsOnlyWhereTheNodeCouldHaveComeFrom(String from, String to, boolean may) throws Exception {
        assertThat(Scope.mayDial(InetAddress.getByName(from), InetAddress.getByName(to)))
                .isEqualTo(may);
    }
}

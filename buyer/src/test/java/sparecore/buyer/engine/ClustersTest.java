package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.samples.Samples;
import sparecore.lease.Ticket;

/** Which sellers vote as one. */
class ClustersTest {
    private static Ticket ticket(String address) {
        return Samples.ticket(1, Samples.jobId(1), Samples.seller(1), "1", 1_000_000, Samples.PRICE, address)
                .ticket();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7:7700, 203.0.113.0/24",
        "203.0.113.250:9, 203.0.113.0/24",
        "'[2001:db8:12:34::1]:7700', 2001:db8:12::/48",
        "'[2001:DB8:12:ffff::2]:1', 2001:db8:12::/48",
    })
    void thoseOfOneNetworkOnTheInternetDo(String address, String cluster) {
        assertThat(Clusters.of(ticket(address), Introduction.NONE)).isEqualTo(cluster);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7700",
        "10.1.2.3:7700",
        "172.20.1.2:7700",
        "192.168.1.2:7700",
        "169.254.1.2:7700",
        "100.64.1.2:7700",
        "example.org:7700",
        "'[::1]:7700'",
        "'[fe80:1:2:3::1]:7700'",
        "''",
    })
    void anAddressThatMeansNothingOutsideSaysNothing(String address) {
        assertThat(Clusters.of(ticket(address), Introduction.NONE))
                .isEqualTo(Samples.seller(1).id().toString());
    }

    @Test
    void theBrokerKnowsBetterAndItsWordCountsOnlyForWhoIsNotKnownHere() {
        Introduction known = new Introduction("ab", 25);
        assertThat(Clusters.of(ticket("203.0.113.7:7700"), known)).isEqualTo("ab");
        Clusters clusters = new Clusters(Map.of("ab", 3.0, "failed", 0.0));
        assertThat(clusters.passed("ab", known)).isEqualTo(3);
        assertThat(clusters.passed("failed", known)).as("what it has done here").isZero();
        assertThat(clusters.passed("new", known)).as("at most").isEqualTo(10);
        assertThat(clusters.passed("new", new Introduction("new", -30))).isZero();
    }
}

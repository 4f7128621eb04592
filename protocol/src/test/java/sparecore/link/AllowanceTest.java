package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    private static long taken(Allowance allowance, int tries, long nowNanos) {
        return IntStream.range(0, tries).filter(i -> allowance.take(nowNanos)).count();
    }

    @Test
    void givesTheBurstAtOnceAndThenSoManyASecond() {
        Allowance allowance = new Allowance(10, 30, 0);
        assertThat(taken(allowance, 100, 0)).isEqualTo(30);
        assertThat(taken(allowance, 100, SECOND)).isEqualTo(10);
        assertThat(taken(allowance, 100, SECOND + SECOND / 20))
                .as("half of one")
                .isZero();
        assertThat(taken(allowance, 100, SECOND + SECOND / 10)).isEqualTo(1);
        assertThat(taken(allowance, 100, 1_000 * SECOND))
                .as("no more than the burst")
                .isEqualTo(30);
        assertThat(allowance.isFull(2_000 * SECOND)).isTrue();
    }

    /** Whoever asks often must not be given more, nor less, for the parts that are lost in rounding. */
    @Test
    void losesNothingInRounding() {
        Allowance allowance = new Allowance(3, 1, 0);
        long given = IntStream.range(1, 10_001)
                .filter(i -> allowance.take(i * (SECOND / 1_000)))
                .count();
        assertThat(given).isBetween(29L, 31L);
    }

    @Test
    void givesNothingForTimeThatRunsBackwards() {
        Allowance allowance = new Allowance(1, 1, 5 * SECOND);
        assertThat(allowance.take(5 * SECOND)).isTrue();
        assertThat(allowance.take(4 * SECOND)).isFalse();
        assertThat(allowance.take(5 * SECOND)).isFalse();
        assertThat(allowance.take(6 * SECOND)).isTrue();
        assertThatThrownBy(() -> new Allowance(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsHandshakesOfOneAddressAndLeavesOthersAlone() throws Exception {
        Connections connections = new Connections(new LinkLimits(
                1, 100_000, 100_000, 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        InetAddress loud = InetAddress.getByName("2001:db8::1");
        InetAddress sameHouse = InetAddress.getByName("2001:db8::2");
        InetAddress other = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < LinkLimits.HANDSHAKES_AT_ONCE; i++) {
            assertThat(connections.enter(loud, 0)).isTrue();
            connections.leave(loud);
        }
        assertThat(connections.enter(loud, 0)).isFalse();
        assertThat(connections.enter(sameHouse, 0)).isFalse();
        assertThat(connections.enter(other, 0)).isTrue();
        assertThat(connections.enter(loud, SECOND)).isTrue();
    }
}

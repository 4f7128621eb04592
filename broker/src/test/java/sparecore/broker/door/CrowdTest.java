package sparecore.broker.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeId;

class CrowdTest {
    private final Crowd crowd = new Crowd();

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) number;
        key[1] = (byte) (number >> 8);
        return NodeId.fromBytes(key);
    }

    @Test
    void letsSoManyLinksOfOneKeyInAndNoMore() {
        for (int i = 0; i < Crowd.LINKS_PER_KEY_MAX; i++) {
            assertThat(crowd.enter(node(1))).isTrue();
        }
        assertThat(crowd.enter(node(1))).isFalse();
        assertThat(crowd.enter(node(2))).isTrue();
        crowd.leave(node(1));
        assertThat(crowd.enter(node(1))).isTrue();
    }

    @Test
    void letsAKeySaySoMuchAndNoMore() {
        long said = IntStream.range(0, 10_000)
                .filter(i -> crowd.maySpeak(node(1), "h", 1, 0))
                .count();
        assertThat(said).isEqualTo(Crowd.MESSAGES_PER_KEY_AT_ONCE);
        assertThat(crowd.maySpeak(node(2), "h", 1, 0)).isTrue();
        assertThat(crowd.maySpeak(node(1), "h", Crowd.MESSAGES_PER_KEY_AND_SECOND + 1, 1_000_000_000L))
                .as("a message that is worth as many as come in more than a second")
                .isFalse();
        assertThat(crowd.maySpeak(node(1), "h", Crowd.MESSAGES_PER_KEY_AND_SECOND, 1_000_000_000L))
                .isTrue();
    }

    /** The cheapest attack: a fresh key for every few messages. */
    @Test
    void manyKeysOfOneAddressDoNotHelp() {
        long said = IntStream.range(0, 60_000)
                .filter(i -> crowd.maySpeak(node(i / 100), "loud", 1, 0))
                .count();
        assertThat(said).isEqualTo(Crowd.MESSAGES_PER_ADDRESS_AT_ONCE);
        assertThat(crowd.maySpeak(node(7_000), "elsewhere", 1, 0)).isTrue();
    }
}

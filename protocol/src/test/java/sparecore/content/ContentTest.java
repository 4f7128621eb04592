package sparecore.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sparecore.Seeded;

/** Digests and ids, to bytes and text and back. */
final class ContentTest {
    /** FIPS 180-4, the message "abc". */
    @Test
    void digestsAsTheStandardSays() {
        Digest abc = Digest.of(new byte[] {'a', 'b', 'c'});
        assertThat(abc).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(abc.shortForm()).isEqualTo("ba7816bf8f01");
    }

    @Test
    void digestsAndIdsReadBack() {
        Seeded.times(1_000, random -> {
            Digest digest = Digest.fromBytes(Seeded.bytes(random, Digest.BYTES));
            assertThat(Digest.fromHex(digest.toHex())).isEqualTo(digest).hasSameHashCodeAs(digest);
            assertThat(Digest.fromBytes(digest.toBytes())).isEqualTo(digest);
            Id id = new Id(random.nextLong(), random.nextLong());
            assertThat(Id.fromHex(id.toHex())).isEqualTo(id);
            assertThat(Id.fromBytes(id.toBytes())).isEqualTo(id);
            assertThat(HexFormat.of().formatHex(id.toBytes())).isEqualTo(id.toHex());
        });
    }

    @Test
    void refusesOtherLengths() {
        for (int length : new int[] {0, 15, 17, 31, 33, 64}) {
            assertThatThrownBy(() -> Digest.fromBytes(new byte[length])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Id.fromBytes(new byte[length])).isInstanceOf(IllegalArgumentException.class);
        }
        for (String text : new String[] {"", "zz", "abc", "ab", "x".repeat(64)}) {
            assertThatThrownBy(() -> Digest.fromHex(text)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Id.fromHex(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}

package sparecore.vote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.Seeded;
import sparecore.content.Digest;
import sparecore.identity.NodeId;

/** A commitment fits one answer of one seller for one fragment. */
final class RevealTest {
    private static Digest digest(int value) {
        return Digest.of(new byte[] {(byte) value});
    }

    private static NodeId seller(int value) {
        byte[] id = new byte[NodeId.BYTES];
        id[0] = (byte) value;
        return NodeId.fromBytes(id);
    }

    private static final Reveal REVEAL = new Reveal(digest(1), seller(2), digest(3), digest(4));

    @Test
    void everyPartCounts() {
        Set<Digest> commitments = new HashSet<>();
        for (Reveal reveal : List.of(
                REVEAL,
                new Reveal(digest(9), seller(2), digest(3), digest(4)),
                new Reveal(digest(1), seller(9), digest(3), digest(4)),
                new Reveal(digest(1), seller(2), digest(9), digest(4)),
                new Reveal(digest(1), seller(2), digest(3), digest(9)))) {
            commitments.add(reveal.commitment());
        }
        assertThat(commitments).hasSize(5);
    }

    @Test
    void whoeverCopiesACommitmentCannotRevealIt() {
        Seeded.times(200, random -> {
            Reveal copied =
                    new Reveal(digest(1), seller(7), Digest.of(Seeded.bytes(random, 32)), digest(random.nextInt(256)));
            assertThat(copied.commitment()).isNotEqualTo(REVEAL.commitment());
        });
    }

    /** Pinned, because it crosses the wire; from sha256sum over the same bytes. */
    @Test
    void theBytesStayAsTheyAre() {
        assertThat(REVEAL.commitment().toHex())
                .isEqualTo("e82da3d5a24c40d145494ccf09901fd7c0ffbe0b4140bbba0205512631fe1d4a");
    }
}

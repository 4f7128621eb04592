package sparecore.seller.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.content.Digest;

class ProgramAssemblyTest {
    private static final int MOST = 1 << 20;
    private static final byte[] CONTENT = new byte[600_000];
    private static final Digest DIGEST = Digest.of(CONTENT);

    private final ProgramAssembly assembly = new ProgramAssembly(DIGEST, CONTENT.length, MOST);

    @Test
    void joinsChunksInOrder() {
        for (int at = 0; at < CONTENT.length; at += ProgramAssembly.CHUNK_BYTES_MAX) {
            assertThat(assembly.isComplete()).isFalse();
            assembly.add(
                    at,
                    Arrays.copyOfRange(CONTENT, at, Math.min(CONTENT.length, at + ProgramAssembly.CHUNK_BYTES_MAX)));
        }
        assertThat(assembly.isComplete()).isTrue();
        assertThat(assembly.content()).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, MOST + 1, Long.MAX_VALUE})
    void refusesAnImpossibleSize(long size) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ProgramAssembly(DIGEST, size, MOST));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 99, 101, Long.MAX_VALUE})
    void refusesAGapAndARepeat(long offset) {
        assembly.add(0, new byte[100]);
        assertThatIllegalArgumentException().isThrownBy(() -> assembly.add(offset, new byte[1]));
        assembly.add(100, new byte[1]);
    }

    @Test
    void refusesAChunkThatIsEmptyOrTooLarge() {
        assertThatIllegalArgumentException().isThrownBy(() -> assembly.add(0, new byte[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assembly.add(0, new byte[ProgramAssembly.CHUNK_BYTES_MAX + 1]));
    }

    @Test
    void refusesMoreThanAnnounced() {
        ProgramAssembly small = new ProgramAssembly(DIGEST, 10, MOST);
        small.add(0, new byte[9]);
        assertThatIllegalArgumentException().isThrownBy(() -> small.add(9, new byte[2]));
        small.add(9, new byte[1]);
        assertThat(small.isComplete()).isTrue();
    }
}

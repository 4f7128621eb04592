package sparecore.seller.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;

class ChunkOrderTest {
    private static final int SIZE = 600_000;

    private final ChunkOrder order = new ChunkOrder(PartList.whole(Digest.of(new byte[0]), SIZE), List.of(0));

    @Test
    void takesChunksInOrder() {
        for (int at = 0; at < SIZE; at += ChunkOrder.CHUNK_BYTES_MAX) {
            assertThat(order.isComplete()).isFalse();
            order.take(0, at, Math.min(SIZE - at, ChunkOrder.CHUNK_BYTES_MAX));
        }
        assertThat(order.isComplete()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> order.take(0, SIZE, 1));
    }

    @Test
    void takesOnlyThePartsThatAreWanted() {
        PartList parts = new PartList(List.of(
                new Part(Digest.of(new byte[0]), 10),
                new Part(Digest.of(new byte[1]), 20),
                new Part(Digest.of(new byte[2]), 30)));
        ChunkOrder two = new ChunkOrder(parts, List.of(0, 2));
        two.take(0, 0, 10);
        assertThatIllegalArgumentException().isThrownBy(() -> two.take(1, 0, 20));
        assertThatIllegalArgumentException().isThrownBy(() -> two.take(2, 0, 31));
        two.take(2, 0, 30);
        assertThat(two.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 99, 101, Long.MAX_VALUE})
    void refusesAGapAndARepeat(long offset) {
        order.take(0, 0, 100);
        assertThatIllegalArgumentException().isThrownBy(() -> order.take(0, offset, 1));
        order.take(0, 100, 1);
    }

    @Test
    void refusesAChunkThatIsEmptyOrTooLarge() {
        assertThatIllegalArgumentException().isThrownBy(() -> order.take(0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> order.take(0, 0, ChunkOrder.CHUNK_BYTES_MAX + 1));
    }

    @Test
    void refusesMoreThanAnnounced() {
        ChunkOrder small = new ChunkOrder(PartList.whole(Digest.of(new byte[0]), 10), List.of(0));
        small.take(0, 0, 9);
        assertThatIllegalArgumentException().isThrownBy(() -> small.take(0, 9, 2));
        small.take(0, 9, 1);
        assertThat(small.isComplete()).isTrue();
    }
}

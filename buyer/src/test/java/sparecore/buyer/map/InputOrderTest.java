package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class InputOrderTest {
    private static final int FRAGMENTS = 500;

    @Test
    void passesEachResultOnAsSoonAsAllBeforeItHaveBeen() throws IOException {
        List<Long> passed = new ArrayList<>();
        try (InputOrder order = new InputOrder(ended -> passed.add(ended.line()))) {
            order.accept(Endings.good(1, "b"));
            assertThat(passed).isEmpty();
            order.accept(Endings.good(0, "a"));
            assertThat(passed).containsExactly(0L, 1L);
            order.accept(Endings.good(3, "d"));
            order.accept(Endings.good(2, "c"));
            assertThat(passed).containsExactly(0L, 1L, 2L, 3L);
            assertThat(order.waiting()).isZero();
        }
    }

    @Test
    void keepsTheOrderAndEveryByteHoweverLittleMemoryThereIs() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (long memoryBytesMax : new long[] {0, 100, 1 << 20}) {
            List<Long> arrival =
                    new ArrayList<>(LongStream.range(0, FRAGMENTS).boxed().toList());
            Collections.shuffle(arrival, random);
            StringBuilder passed = new StringBuilder();
            try (InputOrder order =
                    new InputOrder(ended -> passed.append(ended.output().toStringUtf8()), memoryBytesMax)) {
                for (long line : arrival) {
                    order.accept(Endings.good(line, output(line)));
                }
            }
            StringBuilder expected = new StringBuilder();
            LongStream.range(0, FRAGMENTS).forEach(line -> expected.append(output(line)));
            assertThat(passed.toString())
                    .as("seed %s, memory %s", seed, memoryBytesMax)
                    .isEqualTo(expected.toString());
        }
    }

    private static String output(long line) {
        return line % 7 == 0 ? "" : ("<" + line + ">").repeat((int) (line % 5 + 1));
    }

    @Test
    void noticesAFragmentThatEndsTwice() throws IOException {
        try (InputOrder order = new InputOrder(ended -> {})) {
            order.accept(Endings.good(0, ""));
            order.accept(Endings.good(2, ""));
            assertThatThrownBy(() -> order.accept(Endings.good(0, ""))).hasMessageContaining("twice");
            assertThatThrownBy(() -> order.accept(Endings.good(2, ""))).hasMessageContaining("twice");
        }
    }
}

package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sparecore.terminal.Failure;

final class BlockSourceTest {
    private static List<ByteString> cut(InputStream input, int blockBytes) throws IOException {
        BlockSource source = new BlockSource(input, List.of(ByteString.copyFromUtf8("p")), blockBytes);
        List<ByteString> blocks = new ArrayList<>();
        for (Optional<Fragment> next = source.next(); next.isPresent(); next = source.next()) {
            assertThat(next.get().line()).isEqualTo(blocks.size());
            blocks.add(next.get().input());
        }
        return blocks;
    }

    private static List<String> cut(String input, int blockBytes) throws IOException {
        return cut(ByteString.copyFromUtf8(input).newInput(), blockBytes).stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    @Test
    void cutsBehindTheLastLineEndThatFits() throws IOException {
        assertThat(cut("", 4)).isEmpty();
        assertThat(cut("ab\ncd\nef\n", 6)).containsExactly("ab\ncd\n", "ef\n");
        assertThat(cut("ab\ncd\nef\n", 5)).containsExactly("ab\n", "cd\n", "ef\n");
        assertThat(cut("ab\ncd\nef\n", 100)).containsExactly("ab\ncd\nef\n");
        assertThat(cut("\n\n\n", 2)).containsExactly("\n\n", "\n");
    }

    @Test
    void takesALastLineWithoutAnEnd() throws IOException {
        assertThat(cut("ab\ncd", 3)).containsExactly("ab\n", "cd");
        assertThat(cut("abc", 3)).containsExactly("abc");
        assertThat(cut("ab\nabc", 3)).containsExactly("ab\n", "abc");
    }

    @Test
    void tellsWhereALineIsLongerThanABlock() {
        assertThatThrownBy(() -> cut("ab\nlonger\n", 5))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("begins at byte 3")
                .hasMessageContaining("--block");
        assertThatThrownBy(() -> cut("abcd", 3)).isInstanceOf(Failure.class);
    }

    @Test
    void losesAndAddsNothingHoweverTheInputArrives() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] input = lines(random);
            int blockBytes = 16 + random.nextInt(200);
            List<ByteString> blocks = cut(new Trickle(input, random), blockBytes);
            assertThat(ByteString.copyFrom(blocks))
                    .as("seed %s, round %s", seed, round)
                    .isEqualTo(ByteString.copyFrom(input));
            for (int i = 0; i < blocks.size(); i++) {
                ByteString block = blocks.get(i);
                assertThat(block.size()).as("seed %s, round %s", seed, round).isBetween(1, blockBytes);
                boolean last = i == blocks.size() - 1;
                assertThat(last || block.byteAt(block.size() - 1) == '\n')
                        .as("seed %s, round %s", seed, round)
                        .isTrue();
            }
        }
    }

    /** Lines of at most 15 bytes. */
    private static byte[] lines(Random random) {
        byte[] text = new byte[random.nextInt(2000)];
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            boolean end = column == 15 || random.nextInt(8) == 0;
            text[i] = (byte) (end ? '\n' : 'a' + random.nextInt(26));
            column = end ? 0 : column + 1;
        }
        return text;
    }

    /** Gives a few bytes at a time, as a pipe may. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1 + random.nextInt(40)));
        }
    }
}

package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Writes down what it gets. */
    private static final class Recorder implements FrameSink {
        final StringBuilder said = new StringBuilder();

        @Override
        public void output(byte[] bytes, int from, int length) {
            said.append(new String(bytes, from, length, StandardCharsets.UTF_8));
        }

        @Override
        public void error(byte[] bytes, int from, int length) {
            said.append(new String(bytes, from, length, StandardCharsets.UTF_8).toUpperCase(java.util.Locale.ROOT));
        }

        @Override
        public void file(String name, int mode, long length) {
            said.append("[").append(name).append(" ").append(length).append("]");
        }

        @Override
        public void fileBytes(byte[] bytes, int from, int length) {
            output(bytes, from, length);
        }

        @Override
        public void unsupported(int call, int times) {
            said.append("{")
                    .append(CallNames.name(call))
                    .append(" ")
                    .append(times)
                    .append("}");
        }

        @Override
        public void trace(TracedCall call) {
            said.append("<").append(call.describe()).append(">");
        }

        @Override
        public void end(ProgramEnd end) {
            said.append("(").append(end.describe()).append(")");
        }
    }

    private static byte[] words(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return buffer.array();
    }

    private FrameReaderTest frame(int kind, byte[] content) {
        bytes.writeBytes(words(kind, content.length));
        bytes.writeBytes(content);
        return this;
    }

    private FrameReaderTest begin() {
        return frame(8, "SPFRAME1".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] fileHeader(int mode, String name, long length) {
        byte[] nameBytes = text(name);
        return ByteBuffer.allocate(16 + nameBytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(mode)
                .putInt(nameBytes.length)
                .putLong(length)
                .put(nameBytes)
                .array();
    }

    private byte[] everything() {
        begin().frame(1, text("out ")).frame(2, text("err ")).frame(1, text("more "));
        frame(3, fileHeader(0644, "a/b", 5)).frame(4, text("fi")).frame(4, text("les"));
        frame(3, fileHeader(0600, "empty", 0)).frame(5, words(57, 3));
        return frame(7, words(0, 7)).bytes.toByteArray();
    }

    private static final String ALL =
            "out ERR more [a/b 5]files[empty 0]{fork 3}(the program ended by itself with status 7)";

    @Test
    void tellsAllInOrderWhateverThePieces() throws Exception {
        byte[] all = everything();
        for (int piece = 1; piece <= all.length; piece++) {
            Recorder recorder = new Recorder();
            FrameReader reader = new FrameReader(recorder);
            for (int at = 0; at < all.length; at += piece) {
                reader.accept(all, at, Math.min(piece, all.length - at));
            }
            assertThat(recorder.said.toString()).as("pieces of %s", piece).isEqualTo(ALL);
            assertThat(reader.ended()).isTrue();
        }
    }

    @Test
    void whatCameBeforeAKillIsGood() throws Exception {
        byte[] all = everything();
        for (int length = 16; length < all.length; length++) {
            Recorder recorder = new Recorder();
            FrameReader reader = new FrameReader(recorder);
            reader.accept(all, 0, length);
            assertThat(ALL).startsWith(recorder.said.toString());
            assertThat(reader.ended()).isFalse();
        }
    }

    @Test
    void tellsPackedOutputFromOther() {
        assertThat(FrameReader.isFramed(ByteString.copyFrom(everything()))).isTrue();
        assertThat(FrameReader.isFramed(ByteString.EMPTY)).isFalse();
        assertThat(FrameReader.isFramed(ByteString.copyFromUtf8("42\n"))).isFalse();
    }

    private void assertRefused(String why) {
        byte[] all = bytes.toByteArray();
        bytes.reset();
        assertThatThrownBy(() -> new FrameReader(new Recorder()).accept(all, 0, all.length))
                .isInstanceOf(BadFramesException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesWhatNoRuntimeWrites() {
        frame(1, text("no beginning")).assertRefused("begin");
        begin().frame(9, text("x")).assertRefused("unknown kind");
        begin().frame(0, text("x")).assertRefused("unknown kind");
        begin().frame(7, words(0, 0)).frame(1, text("x")).assertRefused("follow the end");
        begin().frame(7, words(0)).assertRefused("wrong length");
        begin().frame(7, words(9, 0)).assertRefused("unknown kind");
        begin().frame(7, words(0, 256)).assertRefused("unknown kind");
        begin().frame(5, words(1)).assertRefused("wrong length");
        begin().frame(6, words(1)).assertRefused("wrong length");
        begin().frame(3, words(1)).assertRefused("no name");
        begin().frame(3, fileHeader(0600, "", 1)).assertRefused("wrong length");
        begin().frame(3, fileHeader(0600, "f", -1)).assertRefused("wrong length");
        begin().frame(4, text("x")).assertRefused("more bytes");
        begin().frame(3, fileHeader(0600, "f", 3)).frame(4, text("four")).assertRefused("more bytes");
        begin().frame(3, fileHeader(0600, "f", 3)).frame(7, words(0, 0)).assertRefused("cut off");
        begin().frame(3, new byte[5000]).assertRefused("too long");
        begin();
        bytes.writeBytes(words(1, -1));
        assertRefused("negative");
    }

    @Test
    void neverDoesAnythingElseThanRefuse() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] all = everything();
        List<String> refusals = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = all.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                changed[16 + random.nextInt(changed.length - 16)] = (byte) random.nextInt();
            }
            try {
                new FrameReader(new Recorder()).accept(changed, 0, changed.length);
            } catch (BadFramesException e) {
                refusals.add(e.getMessage());
            }
        }
        assertThat(refusals).as("seed %s", seed).isNotEmpty();
    }
}

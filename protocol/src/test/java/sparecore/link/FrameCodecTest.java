package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.Seeded;
import sparecore.wire.Frame;

/** The codec alone, without a network: every message, however its bytes are cut. */
final class FrameCodecTest {
    private static final int MOST = 1 << 16;

    private static byte[] encode(Frame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
        channel.writeOutbound(frame);
        ByteBuf out = channel.readOutbound();
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        out.release();
        channel.finishAndReleaseAll();
        return bytes;
    }

    private static List<Frame> decode(byte[] bytes, int pieceBytes) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(MOST));
        List<Frame> frames = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += pieceBytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, Math.min(pieceBytes, bytes.length - from)));
        }
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        channel.finishAndReleaseAll();
        return frames;
    }

    @Test
    void everyMessageComesBackWholeOrOneByteAtATime() {
        assertThat(RandomFrames.bodies()).hasSizeGreaterThan(30);
        for (FieldDescriptor body : RandomFrames.bodies()) {
            Seeded.times(10, random -> {
                Frame frame = RandomFrames.of(body, random);
                byte[] bytes = encode(frame);
                assertThat(bytes).hasSize(FrameDecoder.HEADER_BYTES + frame.getSerializedSize());
                assertThat(decode(bytes, bytes.length)).containsExactly(frame);
                assertThat(decode(bytes, 1)).containsExactly(frame);
            });
        }
    }

    @Test
    void aTruncatedMessageIsNeverDelivered() {
        for (FieldDescriptor body : RandomFrames.bodies()) {
            Seeded.times(5, random -> {
                byte[] bytes = encode(RandomFrames.of(body, random));
                byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                assertThat(decode(cut, bytes.length)).isEmpty();
            });
        }
    }

    @Test
    void changedBytesAreEitherAFrameOrAProtocolError() {
        for (FieldDescriptor body : RandomFrames.bodies()) {
            Seeded.times(50, random -> {
                byte[] bytes = encode(RandomFrames.of(body, random));
                for (int i = 0; i < 3; i++) {
                    int at = FrameDecoder.HEADER_BYTES + random.nextInt(bytes.length - FrameDecoder.HEADER_BYTES);
                    bytes[at] = (byte) random.nextInt();
                }
                try {
                    assertThat(decode(bytes, bytes.length)).hasSizeLessThan(2);
                } catch (DecoderException e) {
                    assertThat(e.getCause()).isInstanceOf(ProtocolException.class);
                }
            });
        }
    }

    @Test
    void aLengthOutOfRangeIsRefusedAtItsFourthByteAndTheRestIsThrownAway() {
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, MOST + 1}) {
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(MOST));
            assertThatThrownBy(() -> channel.writeInbound(Unpooled.copiedBuffer(RawPeer.lengthBytes(length))))
                    .hasCauseInstanceOf(ProtocolException.class)
                    .hasMessageContaining(Integer.toUnsignedString(length));
            for (int i = 0; i < 100; i++) {
                channel.writeInbound(Unpooled.wrappedBuffer(new byte[10_000]));
            }
            assertThat(channel.<Object>readInbound()).isNull();
            channel.finishAndReleaseAll();
        }
    }
}

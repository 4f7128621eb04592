package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.identity.NodeKey;
import sparecore.wire.Account;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.Goodbye;
import sparecore.wire.ProgramChunk;

/** A peer with a proven key that then breaks the framing or the order of messages. */
final class HostileFramesTest {
    private static final Frame QUESTION = Frame.newBuilder()
            .setRequest(1)
            .setGetAccount(GetAccount.getDefaultInstance())
            .build();

    private final NodeKey key = NodeKey.generate(new SecureRandom());

    static Stream<Arguments> fatal() {
        byte[] unknownMessage = {(byte) 0xfa, 0x3f, 0x00};
        return Stream.of(
                Arguments.of("length 0", RawPeer.lengthBytes(0), "a frame of 0 bytes"),
                Arguments.of("length -1", RawPeer.lengthBytes(-1), "a frame of 4294967295 bytes"),
                Arguments.of("length 2 GiB", RawPeer.lengthBytes(Integer.MAX_VALUE), "a frame of 2147483647 bytes"),
                Arguments.of("length -2 GiB", RawPeer.lengthBytes(Integer.MIN_VALUE), "a frame of 2147483648 bytes"),
                Arguments.of("just above the limit", RawPeer.lengthBytes(65_537), "a frame of 65537 bytes"),
                Arguments.of("not protobuf", framed(new byte[] {(byte) 0xff, 0x01, 0x02}), "not a protobuf message"),
                Arguments.of(
                        "truncated protobuf", framed(new byte[] {(byte) 0x82, 0x04, 0x50, 0x01}), "not a protobuf"),
                Arguments.of("no message", framed(new byte[] {0x08, 0x01}), "without a known message"),
                Arguments.of("an unknown message", framed(unknownMessage), "without a known message"),
                Arguments.of("nested too deep", framed(nestedGroups(100)), "not a protobuf message"),
                Arguments.of("a second greeting", RawPeer.bytesOf(RawPeer.hello(4, 4)), "a second greeting"),
                Arguments.of(
                        "an answer never asked for", RawPeer.bytesOf(answerTo(1)), "a request that was never made"),
                Arguments.of("an answer to -1", RawPeer.bytesOf(answerTo(-1)), "a request that was never made"));
    }

    private static byte[] framed(byte[] message) {
        byte[] frame = Arrays.copyOf(RawPeer.lengthBytes(message.length), 4 + message.length);
        System.arraycopy(message, 0, frame, 4, message.length);
        return frame;
    }

    /** Field 1000 as a group in itself: unknown, but a careless reader follows it down the stack. */
    private static byte[] nestedGroups(int depth) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * depth);
        for (int i = 0; i < depth; i++) {
            bytes.put(new byte[] {(byte) 0xc3, 0x3e});
        }
        for (int i = 0; i < depth; i++) {
            bytes.put(new byte[] {(byte) 0xc4, 0x3e});
        }
        return bytes.array();
    }

    private static Frame answerTo(long request) {
        return Frame.newBuilder()
                .setReplyTo(request)
                .setAccount(Account.getDefaultInstance())
                .build();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fatal")
    void endsTheLinkSaysWhyAndDeliversNothingAfterIt(String name, byte[] bytes, String reason) throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            peer.write(bytes);
            sendUntilClosed(peer, QUESTION);
            assertThat(peer.readGoodbye()).as(name).contains(reason);
            peer.close();
            assertThat(nodes.listening.awaitClosed()).contains(reason);
            assertThat(nodes.listening.calls).containsExactly("opened", "closed");
        }
    }

    @Test
    void whatFollowsABrokenFrameIsNotCollected() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            peer.write(RawPeer.lengthBytes(-1));
            byte[] more = new byte[1 << 20];
            long sent = 0;
            try {
                // 64 MiB without reading the good-bye: the link must end within its grace time, whatever comes.
                while (sent < 64 << 20) {
                    peer.write(more);
                    sent += more.length;
                }
            } catch (IOException closed) {
                assertThat(closed).isNotNull();
            }
            assertThat(nodes.listening.awaitClosed()).contains("a frame of 4294967295 bytes");
        }
    }

    @Test
    void aMessageBeforeTheGreetingIsRefused() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.connect(nodes.listener.address(), key)) {
            peer.send(QUESTION);
            assertThat(peer.read().hasHello()).isTrue();
            assertThat(peer.readGoodbye()).contains("before the greeting");
            assertThat(nodes.listening.calls).isEmpty();
        }
    }

    @Test
    void framesMayComeOneByteAtATimeOrAllAtOnce() throws Exception {
        RecordingHandler answering = new RecordingHandler((link, frame) -> link.reply(
                frame, Frame.newBuilder().setAccount(Account.newBuilder().setHeld(5))));
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, answering, new RecordingHandler());
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            for (byte b : RawPeer.bytesOf(QUESTION)) {
                peer.write(new byte[] {b});
            }
            assertThat(peer.read().getReplyTo()).isEqualTo(1);

            ByteArrayOutputStream many = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                many.writeBytes(RawPeer.bytesOf(QUESTION));
            }
            peer.write(many.toByteArray());
            for (int i = 0; i < 1_000; i++) {
                assertThat(peer.read().getAccount().getHeld()).isEqualTo(5);
            }
        }
    }

    @Test
    void aTruncatedFrameIsNotDelivered() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            byte[] bytes = RawPeer.bytesOf(QUESTION);
            peer.write(Arrays.copyOf(bytes, bytes.length - 1));
            peer.close();
            assertThat(nodes.listening.awaitClosed()).isNotEmpty();
            assertThat(nodes.listening.calls).containsExactly("opened", "closed");
        }
    }

    @Test
    void randomBytesEndTheLinkAndNothingElse() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TwoNodes nodes = new TwoNodes()) {
            for (int round = 0; round < 20; round++) {
                try (RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
                    byte[] noise = new byte[random.nextInt(2_000)];
                    random.nextBytes(noise);
                    // A length that is in range, so that the parser sees the rest; and a second one that never is.
                    peer.write(framed(noise.length == 0 ? new byte[1] : noise));
                    sendUntilClosed(
                            peer,
                            Frame.newBuilder()
                                    .setGoodbye(Goodbye.getDefaultInstance())
                                    .build());
                    assertThat(peer.readGoodbye()).as("seed %d", seed).isNotEmpty();
                }
            }
            assertThat(nodes.dial().isOpen()).isTrue();
        }
    }

    @Test
    void unknownFieldsAreSkippedAndNotKept() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        Frame known = Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder().setData(ByteString.copyFromUtf8("data")))
                .build();
        known.writeTo(out);
        for (int field = 1_000; field < 11_000; field++) {
            out.writeInt32(field, 1);
        }
        out.flush();
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            peer.write(framed(bytes.toByteArray()));
            assertThat(nodes.listening.awaitFrame()).isEqualTo(known);
        }
    }

    @Test
    void aGoodbyeIsMadePrintable() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            peer.send(Frame.newBuilder()
                    .setGoodbye(
                            Goodbye.newBuilder().setReason("\u001b]0;owned\u0007\nroot# \u202e" + "y".repeat(50_000)))
                    .build());
            assertThat(nodes.listening.awaitClosed())
                    .startsWith("the peer said: ?]0;owned??root# ?yyy")
                    .hasSize(300);
        }
    }

    private static void sendUntilClosed(RawPeer peer, Frame frame) {
        try {
            peer.send(frame);
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
    }
}

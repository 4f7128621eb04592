package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.wire.Account;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.ProgramChunk;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/** Two honest nodes on loopback. */
final class LinkTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private static Frame.Builder question() {
        return Frame.newBuilder().setGetAccount(GetAccount.getDefaultInstance());
    }

    private static Frame.Builder chunk(int number, int bytes) {
        return Frame.newBuilder()
                .setProgramChunk(
                        ProgramChunk.newBuilder().setOffset(number).setData(ByteString.copyFrom(new byte[bytes])));
    }

    @Test
    void bothSidesLearnTheOthersProvenKeyAndRole() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link there = nodes.dial();
            Link here = nodes.listening.awaitLink();

            assertThat(there.peer()).isEqualTo(nodes.listenerKey.id());
            assertThat(here.peer()).isEqualTo(nodes.diallerKey.id());
            assertThat(there.peerRole()).isEqualTo(Role.ROLE_BROKER);
            assertThat(here.peerRole()).isEqualTo(Role.ROLE_SELLER);
            assertThat(there.isOpen()).isTrue();
            assertThat(there.remoteAddress()).isEqualTo(nodes.listener.address());
        }
    }

    @Test
    void refusesAWrongKeyAndNamesBothKeys() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            NodeId expected = NodeKey.generate(new SecureRandom()).id();

            assertThatThrownBy(() -> nodes.dial(expected).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LinkClosedException.class)
                    .hasMessageContaining("wrong key")
                    .hasMessageContaining(expected.toString())
                    .hasMessageContaining(nodes.listenerKey.id().toString());
            assertThat(nodes.dialling.calls).isEmpty();
            assertThat(nodes.listening.frames).isEmpty();
        }
    }

    @Test
    void saysWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        try (TwoNodes nodes = new TwoNodes()) {
            assertThatThrownBy(() -> nodes.diallerLinks
                            .dial(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                                    nodes.listenerKey.id(),
                                    nodes.dialling)
                            .get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("cannot reach localhost:" + port)
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void saysThatAPortIsInUse() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            assertThatThrownBy(() -> nodes.diallerLinks.listen(nodes.listener.address(), nodes.dialling))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(
                            String.valueOf(nodes.listener.address().getPort()))
                    .hasMessageContaining("--listen");
        }
    }

    @Test
    void answersARequest() throws Exception {
        RecordingHandler answering = new RecordingHandler((link, frame) -> link.reply(
                frame, Frame.newBuilder().setAccount(Account.newBuilder().setAvailable(42))));
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, answering, new RecordingHandler())) {
            Frame reply = nodes.dial().request(question(), SOON).get();

            assertThat(reply.getAccount().getAvailable()).isEqualTo(42);
            assertThat(nodes.dialling.frames)
                    .as("replies do not go to the handler")
                    .isEmpty();
        }
    }

    @Test
    void aRefusalFailsTheRequestWithItsReason() throws Exception {
        RecordingHandler refusing = new RecordingHandler((link, frame) -> link.reply(
                frame,
                Frame.newBuilder()
                        .setRefusal(Refusal.newBuilder()
                                .setReason(RefusalReason.REFUSAL_REASON_NO_CREDITS)
                                .setText("no\u001b[31m money\n"))));
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, refusing, new RecordingHandler())) {
            assertThatThrownBy(() -> nodes.dial().request(question(), SOON).get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(RefusedException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(RefusalReason.REFUSAL_REASON_NO_CREDITS);
                        assertThat(refused.getMessage()).isEqualTo("no?[31m money?");
                    });
        }
    }

    @Test
    void aRequestThatIsNotAnsweredTimesOutAndALateAnswerHurtsNobody() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            assertThatThrownBy(() ->
                            link.request(question(), Duration.ofMillis(50)).get())
                    .hasCauseInstanceOf(TimeoutException.class);

            Frame late = nodes.listening.awaitFrame();
            nodes.listening.awaitLink().reply(late, Frame.newBuilder().setAccount(Account.getDefaultInstance()));
            nodes.listening.awaitLink().send(chunk(7, 1));
            assertThat(nodes.dialling.awaitFrame().getProgramChunk().getOffset())
                    .isEqualTo(7);
            assertThat(link.isOpen()).isTrue();
        }
    }

    @Test
    void requestsThatTheirAskersGaveUpMakeRoomForOthers() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            for (int i = 0; i < 3 * LinkLimits.REQUESTS_MAX; i++) {
                link.request(question(), SOON).cancel(false);
                nodes.listening.awaitFrame();
            }
            assertThatThrownBy(() ->
                            link.request(question(), Duration.ofMillis(20)).get())
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void refusesMoreUnansweredRequestsThanTheLimit() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            for (int i = 0; i < LinkLimits.REQUESTS_MAX; i++) {
                var unanswered = link.request(question(), SOON);
                assertThat(unanswered.isCompletedExceptionally()).isFalse();
            }
            assertThatThrownBy(() -> link.request(question(), SOON).get())
                    .hasCauseInstanceOf(RefusedException.class)
                    .hasMessageContaining("too many unanswered");
        }
    }

    @Test
    void anOpenRequestFailsWhenTheLinkCloses() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            var answer = link.request(question(), SOON);
            nodes.listening.awaitFrame();
            nodes.listening.awaitLink().close("going home");

            assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LinkClosedException.class)
                    .hasMessageContaining("the peer said: going home");
            assertThatThrownBy(() -> link.request(question(), SOON).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LinkClosedException.class);
        }
    }

    @Test
    void theReasonOfAGoodbyeArrivesOnBothSidesAndIsMadePrintable() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            link.close("good\u0007bye\r\n" + "x".repeat(1_000));

            String expected = "good?bye??" + "x".repeat(289);
            assertThat(nodes.listening.awaitClosed()).isEqualTo("the peer said: " + expected.substring(0, 285));
            assertThat(nodes.dialling.awaitClosed()).startsWith("good?bye??x").hasSize(300);
            assertThat(nodes.listening.calls).containsExactly("opened", "closed");
            assertThat(link.isOpen()).isFalse();
        }
    }

    @Test
    void closingTwiceAndSendingAfterwardsDoNothing() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            link.close("first");
            link.close("second");
            nodes.dialling.awaitClosed();
            link.send(chunk(1, 1));
            link.close("third");

            assertThat(nodes.listening.awaitClosed()).isEqualTo("the peer said: first");
            assertThat(nodes.dialling.awaitClosed()).isEqualTo("first");
            assertThat(nodes.dialling.calls).containsExactly("opened", "closed");
        }
    }

    @Test
    void framesOfOneThreadArriveInOrder() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            for (int i = 0; i < 20_000; i++) {
                link.send(chunk(i, i % 100));
            }
            for (int i = 0; i < 20_000; i++) {
                assertThat(nodes.listening.awaitFrame().getProgramChunk().getOffset())
                        .isEqualTo(i);
            }
        }
    }

    @Test
    void aFrameOfExactlyTheLimitPassesAndOneByteMoreEndsTheLink() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            link.send(frameOf(LinkLimits.MARKET_FRAME_BYTES_MAX));
            assertThat(nodes.listening.awaitFrame().getSerializedSize()).isEqualTo(LinkLimits.MARKET_FRAME_BYTES_MAX);

            link.send(frameOf(LinkLimits.MARKET_FRAME_BYTES_MAX + 1));
            assertThat(nodes.listening.awaitClosed()).contains("a frame of 65537 bytes; 1 to 65536 are allowed here");
            assertThat(nodes.dialling.awaitClosed()).contains("the peer said: a frame of 65537 bytes");
        }
    }

    @Test
    void aRaisedLimitTakesLargeFrames() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            nodes.listening.awaitLink().setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
            // One round trip, so that the limit is in force.
            nodes.listening.awaitLink().send(chunk(1, 1));
            nodes.dialling.awaitFrame();

            link.send(frameOf(LinkLimits.PEER_FRAME_BYTES_MAX));
            assertThat(nodes.listening.awaitFrame().getSerializedSize()).isEqualTo(LinkLimits.PEER_FRAME_BYTES_MAX);
        }
    }

    private static Frame.Builder frameOf(int bytes) {
        for (int data = bytes - 32; data <= bytes; data++) {
            Frame.Builder frame = chunk(0, data);
            if (frame.build().getSerializedSize() == bytes) {
                return frame;
            }
        }
        throw new AssertionError("no frame of " + bytes + " bytes");
    }

    @Test
    void aClosedListenerTakesNobodyButOpenLinksStay() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            // The dialling side of TLS 1.3 is done before the other.
            nodes.listening.awaitLink();
            nodes.listener.close();
            nodes.listener.close();

            // The JDK keeps the port until its selector has seen that it is closed: who comes meanwhile is taken and
            // reset.
            assertThatThrownBy(() -> nodes.dial(nodes.listenerKey.id()).get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfAny(IOException.class, LinkClosedException.class);
            assertThat(nodes.listening.calls).hasSize(1);
            link.send(chunk(3, 3));
            assertThat(nodes.listening.awaitFrame().getProgramChunk().getOffset())
                    .isEqualTo(3);
        }
    }

    @Test
    void closingANodeEndsItsLinksAndMakesLaterCallsFail() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link link = nodes.dial();
            nodes.listening.awaitLink();
            nodes.diallerLinks.close();
            nodes.diallerLinks.close();

            assertThat(nodes.dialling.awaitClosed()).isNotEmpty();
            assertThat(nodes.listening.awaitClosed()).isEqualTo("the connection was lost");
            link.send(chunk(1, 1));
            link.close("again");
            link.setReading(true);
            link.setFrameBytesMax(1);
            assertThatThrownBy(() -> link.request(question(), SOON).get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(LinkClosedException.class);
            assertThatThrownBy(() -> nodes.dial(nodes.listenerKey.id()).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void anErrorInAHandlerEndsThatLinkOnly() throws Exception {
        RecordingHandler broken = new RecordingHandler((link, frame) -> {
            if (frame.getProgramChunk().getOffset() == 1) {
                throw new IllegalStateException("a bug");
            }
        });
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, broken, new RecordingHandler())) {
            nodes.dial().send(chunk(1, 1));
            assertThat(nodes.dialling.awaitClosed()).isEqualTo("the connection was lost");

            RecordingHandler second = new RecordingHandler();
            Link link = nodes.diallerLinks
                    .dial(nodes.listener.address(), nodes.listenerKey.id(), second)
                    .get(20, TimeUnit.SECONDS);
            link.send(chunk(2, 1));
            nodes.listening.awaitFrame();
            assertThat(link.isOpen()).isTrue();
        }
    }

    @Test
    void aHandlersProtocolExceptionTellsThePeerWhyAndNothingFollows() throws Exception {
        RecordingHandler strict = new RecordingHandler((link, frame) -> {
            throw new ProtocolException("not here");
        });
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, strict, new RecordingHandler())) {
            Link link = nodes.dial();
            for (int i = 0; i < 1_000; i++) {
                link.send(chunk(i, 10));
            }
            assertThat(nodes.dialling.awaitClosed()).isEqualTo("the peer said: not here");
            assertThat(nodes.listening.awaitClosed()).isEqualTo("not here");
            assertThat(nodes.listening.calls).containsExactly("opened", "received", "closed");
        }
    }
}

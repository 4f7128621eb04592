package sparecore.broker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

class VisitorTest {
    private static final NodeId NODE = NodeId.fromBytes(new byte[NodeId.BYTES]);

    private final FakeLink link = new FakeLink();
    private final Visitor visitor = new Visitor(link, new Session(1, NODE, Side.SELLER, "h:1", 1));

    /** Notes what is sent, and whether it is being read from. */
    private static final class FakeLink implements Link {
        private final List<Frame> sent = new ArrayList<>();
        private boolean reading = true;

        @Override
        public NodeId peer() {
            return NODE;
        }

        @Override
        public Role peerRole() {
            return Role.ROLE_SELLER;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("fake", 1);
        }

        @Override
        public void send(Frame.Builder frame) {
            sent.add(frame.build());
        }

        @Override
        public CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
            return CompletableFuture.failedFuture(new AssertionError("a broker asks its peers nothing"));
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void setReading(boolean on) {
            reading = on;
        }

        @Override
        public void setFrameBytesMax(int bytes) {}

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(String reason) {}
    }

    @Test
    void stopsReadingWhileTooManyCommandsWaitAndGoesOnWhenFewDo() {
        for (int i = 1; i < Visitor.WAITING_MAX; i++) {
            visitor.begin();
        }
        assertThat(link.reading).isTrue();
        visitor.begin();
        assertThat(link.reading).isFalse();
        visitor.finish();
        assertThat(link.reading).isFalse();
        for (int i = 0; i < Visitor.WAITING_MAX - 1; i++) {
            visitor.finish();
        }
        assertThat(link.reading).isTrue();
    }

    /** Whoever asks for one statement after the other, without waiting, waits all the same. */
    @Test
    void readsNothingMoreUntilACostlyAnswerIsGiven() {
        visitor.beginLong();
        assertThat(link.reading).isFalse();
        visitor.begin();
        visitor.finishLong();
        assertThat(link.reading).isTrue();
        visitor.finish();
        visitor.beginLong();
        visitor.beginLong();
        visitor.finishLong();
        assertThat(link.reading).isFalse();
        visitor.finishLong();
        assertThat(link.reading).isTrue();
    }

    @Test
    void sendsAwayWhoGoesOnSayingTooMuch() throws ProtocolException {
        for (int i = 0; i < Visitor.REFUSED_BUSY_MAX; i++) {
            visitor.refuseBusy(question(1 + i), "too many messages");
        }
        assertThat(link.sent).hasSize(Visitor.REFUSED_BUSY_MAX);
        assertThatThrownBy(() -> visitor.refuseBusy(question(9), "too many messages"))
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> new Visitor(link, visitor.session()).refuseBusy(question(0), "too many messages"))
                .as("who asks nothing hears nothing")
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void answersOnlyWhoAsked() throws ProtocolException {
        Frame question = question(7);
        visitor.refuse(question, RefusalReason.REFUSAL_REASON_BUSY, "later");
        visitor.refuseOrEnd(question, RefusalReason.REFUSAL_REASON_MALFORMED, new MalformedException("bad"));
        assertThat(link.sent).extracting(Frame::getReplyTo).containsExactly(7L, 7L);
        visitor.refuse(question(0), RefusalReason.REFUSAL_REASON_BUSY, "later");
        assertThat(link.sent).hasSize(2);
    }

    @Test
    void endsTheLinkOfWhoSendsRubbishWithoutAsking() {
        assertThatThrownBy(() -> visitor.refuseOrEnd(
                        question(0), RefusalReason.REFUSAL_REASON_MALFORMED, new MalformedException("bad")))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("bad");
    }

    private static Frame question(long request) {
        return Frame.newBuilder()
                .setRequest(request)
                .setGetAccount(GetAccount.getDefaultInstance())
                .build();
    }
}

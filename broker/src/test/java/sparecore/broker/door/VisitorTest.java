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
    private final Visitor visitor = new Visitor(link, new Session(1, NODE, Side.SELLER));

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

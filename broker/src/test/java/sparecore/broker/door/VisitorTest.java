package sparecore.broker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.identity.NodeId;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

class VisitorTest {
    private static final NodeId NODE = NodeId.fromBytes(new byte[NodeId.BYTES]);

    private final FakeLink link = new FakeLink(NODE, Role.ROLE_SELLER);
    private final Visitor visitor = new Visitor(link, new Session(1, NODE, Side.SELLER, "h:1", 1));

    @Test
    void stopsReadingWhileTooManyCommandsWaitAndGoesOnWhenFewDo() {
        for (int i = 1; i < Visitor.WAITING_MAX; i++) {
            visitor.begin(1);
        }
        assertThat(link.isReading()).isTrue();
        visitor.begin(1);
        assertThat(link.isReading()).isFalse();
        visitor.finish(1);
        assertThat(link.isReading()).isFalse();
        for (int i = 0; i < Visitor.WAITING_MAX - 1; i++) {
            visitor.finish(1);
        }
        assertThat(link.isReading()).isTrue();
    }

    /** Whoever asks for one statement after the other, without waiting, waits all the same. */
    @Test
    void readsNothingMoreUntilACostlyAnswerIsGiven() {
        visitor.beginLong();
        assertThat(link.isReading()).isFalse();
        visitor.begin(1);
        visitor.finishLong();
        assertThat(link.isReading()).isTrue();
        visitor.finish(1);
        visitor.beginLong();
        visitor.beginLong();
        visitor.finishLong();
        assertThat(link.isReading()).isFalse();
        visitor.finishLong();
        assertThat(link.isReading()).isTrue();
    }

    @Test
    void sendsAwayWhoGoesOnSayingTooMuch() throws ProtocolException {
        for (int i = 0; i < Visitor.REFUSED_BUSY_MAX; i++) {
            visitor.refuseBusy(question(1 + i), "too many messages");
        }
        assertThat(link.sent()).hasSize(Visitor.REFUSED_BUSY_MAX);
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
        assertThat(link.sent()).extracting(Frame::getReplyTo).containsExactly(7L, 7L);
        visitor.refuse(question(0), RefusalReason.REFUSAL_REASON_BUSY, "later");
        assertThat(link.sent()).hasSize(2);
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

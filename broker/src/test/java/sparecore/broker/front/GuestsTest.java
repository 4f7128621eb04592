package sparecore.broker.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.broker.door.FakeLink;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.GuestClosed;
import sparecore.wire.GuestFrame;
import sparecore.wire.GuestOpened;
import sparecore.wire.Role;

/** What a front end says of its guests, and who may be one. */
class GuestsTest {
    private static final NodeId SELF = NodeId.fromBytes(new byte[NodeId.BYTES]);
    private static final Frame QUESTION = Frame.newBuilder()
            .setRequest(1)
            .setGetAccount(GetAccount.getDefaultInstance())
            .build();

    private final List<String> seen = new ArrayList<>();
    private final List<Link> entered = new ArrayList<>();
    private final LinkHandler door = new LinkHandler() {
        @Override
        public void opened(Link link) {
            entered.add(link);
            seen.add("opened " + link.peerRole());
        }

        @Override
        public void received(Link link, Frame frame) throws ProtocolException {
            if (frame.hasPing()) {
                throw new ProtocolException("not here");
            }
            seen.add("received " + frame.getBodyCase());
        }

        @Override
        public void closed(Link link, String reason) {
            seen.add("closed: " + reason);
        }
    };
    private final FakeLink front = new FakeLink(SELF, Role.ROLE_BROKER);
    private final Guests guests = new Guests(door);

    private static Frame opened(long guest) {
        return Frame.newBuilder()
                .setGuestOpened(GuestOpened.newBuilder()
                        .setGuest(guest)
                        .setNode(NodeId.fromBytes(new byte[NodeId.BYTES]).toWire())
                        .setRole(Role.ROLE_BUYER_VALUE)
                        .setAddress(ByteString.copyFrom(new byte[] {10, 0, 0, 7}))
                        .setPort(99)
                        .setListens("10.0.0.7:98"))
                .build();
    }

    private static Frame says(long guest, ByteString frame) {
        return Frame.newBuilder()
                .setGuestFrame(GuestFrame.newBuilder().setGuest(guest).setFrame(frame))
                .build();
    }

    @Test
    void aGuestIsALinkOfItsOwnFromItsOwnAddress() throws ProtocolException {
        guests.opened(front);
        guests.received(front, opened(1));
        guests.received(front, says(1, QUESTION.toByteString()));
        assertThat(entered.get(0).remoteAddress().getHostString()).isEqualTo("10.0.0.7");
        assertThat(entered.get(0).peerListens()).isEqualTo("10.0.0.7:98");
        entered.get(0).reply(QUESTION, Frame.newBuilder().setPong(sparecore.wire.Pong.getDefaultInstance()));
        assertThat(front.sent().get(0).getGuestFrame().getGuest()).isEqualTo(1);
        entered.get(0).setReading(false);
        assertThat(front.sent().get(1).getGuestReading().getReading()).isFalse();
        guests.received(
                front,
                Frame.newBuilder()
                        .setGuestClosed(GuestClosed.newBuilder().setGuest(1).setReason("gone"))
                        .build());
        guests.received(front, says(1, QUESTION.toByteString()));
        assertThat(seen).containsExactly("opened ROLE_BUYER", "received GET_ACCOUNT", "closed: gone");
    }

    @Test
    void whatOneGuestSaysWronglyEndsItAlone() throws ProtocolException {
        guests.opened(front);
        guests.received(front, opened(1));
        guests.received(front, opened(2));
        guests.received(front, says(1, ByteString.copyFromUtf8("\u0007 this is no frame")));
        assertThat(front.sent()).hasSize(1);
        assertThat(front.sent().get(0).getGuestClosed().getGuest()).isEqualTo(1);
        guests.received(front, says(1, QUESTION.toByteString()));
        guests.received(front, says(2, QUESTION.toByteString()));
        guests.received(front, says(9, QUESTION.toByteString()));
        assertThat(seen).containsExactly("opened ROLE_BUYER", "opened ROLE_BUYER", "received GET_ACCOUNT");
        assertThat(entered.get(1).isOpen()).isTrue();
        guests.closed(front, "lost");
        assertThat(seen.subList(3, 5)).containsExactly("closed: lost", "closed: lost");
    }

    @Test
    void aFrontEndThatBreaksTheRulesIsSentAway() throws ProtocolException {
        guests.opened(front);
        guests.received(front, opened(1));
        assertThatThrownBy(() -> guests.received(front, opened(1))).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> guests.received(front, QUESTION)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> guests.received(
                        front,
                        Frame.newBuilder()
                                .setGuestOpened(opened(3).getGuestOpened().toBuilder()
                                        .setAddress(ByteString.copyFrom(new byte[5])))
                                .build()))
                .isInstanceOf(ProtocolException.class);
    }

    /** A key costs nothing: whoever calls itself a broker comes to the door like anybody, unless the key is this broker's own. */
    @Test
    void onlyTheBrokersOwnKeyMakesAFrontEnd() throws ProtocolException {
        byte[] other = new byte[NodeId.BYTES];
        other[0] = 1;
        Gate gate = new Gate(SELF, door);
        gate.open(door, door);
        FakeLink stranger = new FakeLink(NodeId.fromBytes(other), Role.ROLE_BROKER);
        gate.opened(stranger);
        gate.received(stranger, opened(1));
        FakeLink seller = new FakeLink(SELF, Role.ROLE_SELLER);
        gate.opened(seller);
        gate.received(seller, opened(1));
        assertThat(entered).containsExactly(stranger, seller);
        assertThat(seen)
                .containsExactly(
                        "opened ROLE_BROKER", "received GUEST_OPENED", "opened ROLE_SELLER", "received GUEST_OPENED");
    }

    /** It may end without a word, joined to another: a gate that kept it would fill up. */
    @Test
    void aConnectionThatCarriesOthersGoesToTheRelay() throws ProtocolException {
        Gate gate = new Gate(SELF, new Guests(door));
        gate.open(new Guests(door), door);
        FakeLink carrier = new FakeLink(SELF, Role.ROLE_RELAYED);
        gate.opened(carrier);
        gate.received(carrier, QUESTION);
        gate.closed(carrier, "gone");
        assertThat(seen).containsExactly("opened ROLE_RELAYED", "received GET_ACCOUNT", "closed: gone");
    }
}

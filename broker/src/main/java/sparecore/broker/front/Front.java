package sparecore.broker.front;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.GuestClosed;
import sparecore.wire.GuestFrame;
import sparecore.wire.GuestOpened;
import sparecore.wire.Role;

/**
 * The door of a broker that stands by: keeps one link to the broker in office, and passes on what guests say and are told. When that
 * link breaks the guests are sent away; they come back to wherever the next engine is, and lose nothing. Thread-safe.
 */
public final class Front implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(Front.class);

    /** A guest's frame with its number around it. */
    static final int FRAME_BYTES_MAX = LinkLimits.PEER_FRAME_BYTES_MAX + 1024;

    private final Links links;
    private final NodeId self;
    private final AtomicLong lastNumber = new AtomicLong();
    private final Map<Link, Guest> guests = new ConcurrentHashMap<>();
    private final Map<Long, Guest> byNumber = new ConcurrentHashMap<>();
    private volatile @Nullable Link engine;
    private String dialled = "";
    private boolean dialling;
    private boolean retired;

    /** @param self the key of this broker and of the one in office */
    public Front(Links links, NodeId self) {
        this.links = links;
        this.self = self;
    }

    /**
     * Dials the broker in office, unless its link is there; leaves one that has lost its office. Called again and again.
     *
     * @param holder HOST:PORT; empty if nobody is in office
     */
    public synchronized void tend(String holder) {
        Link open = engine;
        if (open != null && !holder.equals(dialled)) {
            open.close("another broker is in office");
        }
        if (open != null || dialling || retired || holder.isEmpty()) {
            return;
        }
        dialling = true;
        dialled = holder;
        BrokerAddress address = BrokerAddress.parse(self + "@" + holder);
        var ignored =
                links.dial(address.unresolved(), self, new FromEngine()).whenComplete((link, error) -> dialled(error));
    }

    private synchronized void dialled(@Nullable Throwable error) {
        dialling = false;
        if (error != null) {
            log.debug("the broker in office cannot be reached", error);
        }
    }

    /** This broker takes office: who came through here comes in anew, by its own door. */
    public void retire() {
        Link open;
        synchronized (this) {
            retired = true;
            open = engine;
        }
        guests.keySet().forEach(link -> link.close("this broker has taken over: come in again"));
        if (open != null) {
            open.close("this front end has taken over");
        }
    }

    @Override
    public void opened(Link link) {
        Link open = engine;
        if (link.peerRole() == Role.ROLE_BROKER) {
            link.close(
                    link.peer().equals(self)
                            ? "this broker is not in office"
                            : "a broker talks to sellers and buyers only");
            return;
        }
        if (link.peerRole() == Role.ROLE_RELAYED) {
            // It would become the other peer's stream, which frames to the broker in office cannot carry.
            link.close("this broker stands by, and the relay is at the one in office: go to the market's next address");
            return;
        }
        if (open == null) {
            link.close("no broker is in office at this moment: come back in a second");
            return;
        }
        Guest guest = new Guest(lastNumber.incrementAndGet(), link, open);
        guests.put(link, guest);
        byNumber.put(guest.number(), guest);
        InetSocketAddress remote = link.remoteAddress();
        open.send(Frame.newBuilder()
                .setGuestOpened(GuestOpened.newBuilder()
                        .setGuest(guest.number())
                        .setNode(link.peer().toWire())
                        .setRole(link.peerRole().getNumber())
                        .setAddress(
                                remote.getAddress() == null
                                        ? ByteString.EMPTY
                                        : ByteString.copyFrom(
                                                remote.getAddress().getAddress()))
                        .setPort(remote.getPort())
                        .setListens(link.peerListens())));
        if (!open.isOpen()) {
            // It broke while this guest came in, and may not have been among those that were sent away.
            link.close("the broker in office has gone: come back in a second");
        }
    }

    @Override
    public void received(Link link, Frame frame) {
        Guest guest = guests.get(link);
        if (guest != null) {
            guest.engine()
                    .send(Frame.newBuilder()
                            .setGuestFrame(GuestFrame.newBuilder()
                                    .setGuest(guest.number())
                                    .setFrame(frame.toByteString())));
            if (!guest.engine().isWritable()) {
                guest.waitForRoom();
            }
        }
    }

    @Override
    public void closed(Link link, String reason) {
        Guest guest = guests.remove(link);
        if (guest != null) {
            byNumber.remove(guest.number());
            guest.engine()
                    .send(Frame.newBuilder()
                            .setGuestClosed(GuestClosed.newBuilder()
                                    .setGuest(guest.number())
                                    .setReason(reason)));
        }
    }

    /** What the broker in office says. */
    private final class FromEngine implements LinkHandler {
        @Override
        public void opened(Link link) {
            link.setFrameBytesMax(FRAME_BYTES_MAX);
            synchronized (Front.this) {
                if (!retired) {
                    engine = link;
                    return;
                }
            }
            link.close("this front end has taken over");
        }

        @Override
        public void received(Link link, Frame frame) throws ProtocolException {
            switch (frame.getBodyCase()) {
                case GUEST_FRAME -> tell(frame.getGuestFrame());
                case GUEST_CLOSED -> {
                    Guest guest = byNumber.get(frame.getGuestClosed().getGuest());
                    if (guest != null) {
                        guest.link().close(frame.getGuestClosed().getReason());
                    }
                }
                case GUEST_READING -> {
                    Guest guest = byNumber.get(frame.getGuestReading().getGuest());
                    if (guest != null) {
                        guest.engineReads(frame.getGuestReading().getReading());
                    }
                }
                default ->
                    throw new ProtocolException("a front end takes no message of the kind " + frame.getBodyCase());
            }
        }

        private void tell(GuestFrame message) throws ProtocolException {
            Guest guest = byNumber.get(message.getGuest());
            if (guest == null) {
                return;
            }
            try {
                guest.link().send(Frame.parseFrom(message.getFrame()).toBuilder());
            } catch (InvalidProtocolBufferException e) {
                throw new ProtocolException("a guest's frame that is none", e);
            }
        }

        @Override
        public void writable(Link link) {
            byNumber.values().stream().filter(guest -> guest.engine() == link).forEach(Guest::hasRoom);
        }

        @Override
        public void closed(Link link, String reason) {
            synchronized (Front.this) {
                engine = null;
            }
            byNumber.values().stream()
                    .filter(guest -> guest.engine() == link)
                    .forEach(guest -> guest.link().close("the broker in office has gone: come back in a second"));
        }
    }
}

package sparecore.broker.front;

import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.GuestFrame;
import sparecore.wire.GuestOpened;
import sparecore.wire.Role;

/** The front ends' side of the broker in office: lets each of their guests in by the market's door. */
final class Guests implements LinkHandler {
    /** Guests of one front end. */
    static final int GUESTS_MAX = 65_536;

    private final LinkHandler door;

    /** Of one front end; used on its link's event loop. */
    private static final class Party {
        final Map<Long, GuestLink> guests = new HashMap<>();

        /** Who has spoken since the link was last read. */
        final Set<GuestLink> heard = new LinkedHashSet<>();
    }

    private final Map<Link, Party> fronts = new ConcurrentHashMap<>();

    Guests(LinkHandler door) {
        this.door = door;
    }

    @Override
    public void opened(Link front) {
        front.setFrameBytesMax(Front.FRAME_BYTES_MAX);
        fronts.put(front, new Party());
    }

    @Override
    public void received(Link front, Frame frame) throws ProtocolException {
        Party party = Objects.requireNonNull(fronts.get(front), "a front end that did not open");
        Map<Long, GuestLink> guests = party.guests;
        switch (frame.getBodyCase()) {
            case GUEST_OPENED -> letIn(front, guests, frame.getGuestOpened());
            case GUEST_FRAME -> hear(party, frame.getGuestFrame());
            case GUEST_CLOSED -> {
                GuestLink gone = guests.remove(frame.getGuestClosed().getGuest());
                if (gone != null) {
                    leave(gone, frame.getGuestClosed().getReason());
                }
            }
            default ->
                throw new ProtocolException("no message of the kind " + frame.getBodyCase() + " from a front end");
        }
    }

    private void letIn(Link front, Map<Long, GuestLink> guests, GuestOpened message) throws ProtocolException {
        GuestLink guest = new GuestLink(
                front,
                message.getGuest(),
                NodeId.fromWire(message.getNode()),
                Objects.requireNonNullElse(Role.forNumber(message.getRole()), Role.UNRECOGNIZED),
                address(message),
                message.getListens());
        if (guests.size() >= GUESTS_MAX) {
            guest.close("too many guests of one front end");
            return;
        }
        if (guests.putIfAbsent(message.getGuest(), guest) != null) {
            throw new ProtocolException("two guests with one number");
        }
        door.opened(guest);
    }

    private static InetSocketAddress address(GuestOpened message) throws ProtocolException {
        try {
            return message.getAddress().isEmpty()
                    ? InetSocketAddress.createUnresolved("unknown", 0)
                    : new InetSocketAddress(
                            InetAddress.getByAddress(message.getAddress().toByteArray()), message.getPort());
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new ProtocolException("a guest's address that is none", e);
        }
    }

    /** What a guest says wrongly ends its own link only. */
    private void hear(Party party, GuestFrame message) {
        GuestLink guest = party.guests.get(message.getGuest());
        if (guest == null || !guest.isOpen()) {
            return;
        }
        party.heard.add(guest);
        try {
            door.received(guest, Frame.parseFrom(message.getFrame()));
        } catch (ProtocolException | IllegalArgumentException | InvalidProtocolBufferException e) {
            guest.close(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void caughtUp(Link front) {
        Party party = fronts.get(front);
        if (party == null) {
            return;
        }
        party.heard.forEach(door::caughtUp);
        party.heard.clear();
    }

    private void leave(GuestLink guest, String reason) {
        guest.end();
        door.closed(guest, reason);
    }

    @Override
    public void writable(Link front) {
        Party party = fronts.get(front);
        if (party != null) {
            party.guests.values().forEach(door::writable);
        }
    }

    @Override
    public void closed(Link front, String reason) {
        Party party = fronts.remove(front);
        if (party != null) {
            party.guests.values().forEach(guest -> leave(guest, reason));
        }
    }
}

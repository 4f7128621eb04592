package sparecore.broker.front;

import java.net.InetSocketAddress;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.wire.Frame;
import sparecore.wire.GuestClosed;
import sparecore.wire.GuestFrame;
import sparecore.wire.GuestReading;
import sparecore.wire.Role;

/** A guest of a front end, as a link: what it is told goes through the front end's. It ends when the front end says so. Thread-safe. */
final class GuestLink implements Link {
    private final Link front;
    private final long number;
    private final NodeId node;
    private final Role role;
    private final InetSocketAddress address;
    private final String listens;
    private volatile boolean open = true;

    GuestLink(Link front, long number, NodeId node, Role role, InetSocketAddress address, String listens) {
        this.front = front;
        this.number = number;
        this.node = node;
        this.role = role;
        this.address = address;
        this.listens = listens;
    }

    @Override
    public NodeId peer() {
        return node;
    }

    @Override
    public Role peerRole() {
        return role;
    }

    @Override
    public String peerListens() {
        return listens;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return address;
    }

    @Override
    public void send(Frame.Builder frame) {
        if (open) {
            front.send(Frame.newBuilder()
                    .setGuestFrame(GuestFrame.newBuilder()
                            .setGuest(number)
                            .setFrame(frame.build().toByteString())));
        }
    }

    @Override
    public boolean isWritable() {
        return front.isWritable();
    }

    @Override
    public void setReading(boolean reading) {
        front.send(Frame.newBuilder()
                .setGuestReading(GuestReading.newBuilder().setGuest(number).setReading(reading)));
    }

    /** The front end's limit holds. */
    @Override
    public void setFrameBytesMax(int bytes) {}

    @Override
    public boolean isOpen() {
        return open && front.isOpen();
    }

    @Override
    public void close(String reason) {
        end();
        front.send(Frame.newBuilder()
                .setGuestClosed(GuestClosed.newBuilder().setGuest(number).setReason(reason)));
    }

    void end() {
        open = false;
    }
}

package sparecore.broker.main;

import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** One port for two kinds of connections: those to the broker go to its door, those that carry others to its relay. */
record Entrance(LinkHandler door, LinkHandler relay) implements LinkHandler {
    private LinkHandler of(Link link) {
        return link.peerRole() == Role.ROLE_RELAYED ? relay : door;
    }

    @Override
    public void opened(Link link) {
        of(link).opened(link);
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        of(link).received(link, frame);
    }

    @Override
    public void writable(Link link) {
        of(link).writable(link);
    }

    @Override
    public void closed(Link link, String reason) {
        of(link).closed(link, reason);
    }
}

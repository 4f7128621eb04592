package sparecore.broker.front;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** Where every link comes in: it belongs for its whole life to who was in charge when it opened. Thread-safe. */
public final class Gate implements LinkHandler {
    /** Who takes links in: from peers, and from front ends that prove the broker's own key. */
    private record Charge(LinkHandler peers, LinkHandler fronts) {}

    private final NodeId self;
    private final Map<Link, LinkHandler> owners = new ConcurrentHashMap<>();
    private volatile Charge charge;

    /** @param peers who takes in peers at first */
    public Gate(NodeId self, LinkHandler peers) {
        this.self = self;
        this.charge = new Charge(peers, peers);
    }

    /** From now on new links go to the market's own door, and front ends are welcome. */
    public void open(LinkHandler door) {
        charge = new Charge(door, new Guests(door));
    }

    @Override
    public void opened(Link link) {
        Charge now = charge;
        boolean isFront = link.peerRole() == Role.ROLE_BROKER && link.peer().equals(self);
        LinkHandler owner = isFront ? now.fronts() : now.peers();
        owners.put(link, owner);
        owner.opened(link);
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        LinkHandler owner = owners.get(link);
        if (owner != null) {
            owner.received(link, frame);
        }
    }

    @Override
    public void writable(Link link) {
        LinkHandler owner = owners.get(link);
        if (owner != null) {
            owner.writable(link);
        }
    }

    @Override
    public void closed(Link link, String reason) {
        LinkHandler owner = owners.remove(link);
        if (owner != null) {
            owner.closed(link, reason);
        }
    }
}

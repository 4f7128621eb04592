package sparecore.broker.front;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/**
 * Where every link comes in: it belongs for its whole life to who was in charge when it opened. Those to the relay end as links without a
 * word when they are joined, so nothing is kept of them; who is in charge knows its own. Thread-safe.
 */
public final class Gate implements LinkHandler {
    /** Who takes links in: from peers, from front ends that prove the broker's own key, and those that carry others. */
    private record Charge(LinkHandler peers, LinkHandler fronts, LinkHandler relay) {}

    private final NodeId self;
    private final Map<Link, LinkHandler> owners = new ConcurrentHashMap<>();
    private volatile Charge charge;

    /** @param all who takes in everybody at first */
    public Gate(NodeId self, LinkHandler all) {
        this.self = self;
        this.charge = new Charge(all, all, all);
    }

    /** From now on new links go to the market's own door and relay, and front ends are welcome. */
    public void open(LinkHandler door, LinkHandler relay) {
        charge = new Charge(door, new Guests(door), relay);
    }

    private @Nullable LinkHandler owner(Link link) {
        return link.peerRole() == Role.ROLE_RELAYED ? charge.relay() : owners.get(link);
    }

    @Override
    public void opened(Link link) {
        Charge now = charge;
        if (link.peerRole() == Role.ROLE_RELAYED) {
            now.relay().opened(link);
            return;
        }
        boolean isFront = link.peerRole() == Role.ROLE_BROKER && link.peer().equals(self);
        LinkHandler owner = isFront ? now.fronts() : now.peers();
        owners.put(link, owner);
        owner.opened(link);
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        LinkHandler owner = owner(link);
        if (owner != null) {
            owner.received(link, frame);
        }
    }

    @Override
    public void caughtUp(Link link) {
        LinkHandler owner = owner(link);
        if (owner != null) {
            owner.caughtUp(link);
        }
    }

    @Override
    public void writable(Link link) {
        LinkHandler owner = owner(link);
        if (owner != null) {
            owner.writable(link);
        }
    }

    @Override
    public void closed(Link link, String reason) {
        LinkHandler owner = owner(link);
        owners.remove(link);
        if (owner != null) {
            owner.closed(link, reason);
        }
    }
}

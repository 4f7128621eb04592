package sparecore.buyer.market;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/**
 * Where sellers come in that dial this buyer. Each names its lease at once, and is let in if that lease waits for just this seller. One
 * that is not waited for is sent away and calls again; if its lease has a link, that link is dead, for its seller knows better. Thread-safe.
 */
public final class CallDesk implements LinkHandler {
    static final long NAME_MILLIS = 10_000;
    static final long CALL_MILLIS = 8_000;

    private record Name(LeaseId lease, NodeId seller) {}

    private final ScheduledExecutorService timer;
    private final Map<Name, SellerLink> expected = new ConcurrentHashMap<>();
    private final Map<Name, Link> here = new ConcurrentHashMap<>();
    private final Map<Link, SellerLink> served = new ConcurrentHashMap<>();

    public CallDesk(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** The seller of this lease is expected to call. {@link SellerLink#lost} follows if it does not. */
    void expect(LeaseId lease, NodeId seller, SellerLink link) {
        expected.put(new Name(lease, seller), link);
        later(() -> missed(lease, seller, link), CALL_MILLIS);
    }

    private void missed(LeaseId lease, NodeId seller, SellerLink link) {
        if (expected.remove(new Name(lease, seller), link)) {
            link.lost("the seller did not call");
        }
    }

    /** This link is over, or not wanted any more. */
    void forget(LeaseId lease, SellerLink link) {
        expected.entrySet().removeIf(entry -> entry.getKey().lease().equals(lease) && entry.getValue() == link);
    }

    private void later(Runnable task, long millis) {
        var ignored = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void opened(Link link) {
        if (link.peerRole() != Role.ROLE_SELLER) {
            link.close("only sellers call here");
            return;
        }
        later(() -> expireUnnamed(link), NAME_MILLIS);
    }

    private void expireUnnamed(Link link) {
        if (!served.containsKey(link) && link.isOpen()) {
            link.close("no lease was named in time");
        }
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        SellerLink known = served.get(link);
        if (known != null) {
            known.received(link, frame);
            return;
        }
        if (frame.getBodyCase() != Frame.BodyCase.LEASE_CALLED) {
            throw new ProtocolException("a call begins with its lease");
        }
        named(link, new Name(LeaseId.fromWire(frame.getLeaseCalled().getLeaseId()), link.peer()));
    }

    private void named(Link link, Name name) {
        SellerLink waiting = expected.remove(name);
        if (waiting == null) {
            Link old = here.get(name);
            if (old != null) {
                old.close("the seller calls anew");
            }
            link.close("this lease is not waited for now");
            return;
        }
        served.put(link, waiting);
        here.put(name, link);
        waiting.opened(link);
    }

    @Override
    public void writable(Link link) {
        SellerLink known = served.get(link);
        if (known != null) {
            known.writable(link);
        }
    }

    @Override
    public void closed(Link link, String reason) {
        SellerLink known = served.remove(link);
        if (known != null) {
            here.values().remove(link);
            known.closed(link, reason);
        }
    }
}

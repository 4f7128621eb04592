package sparecore.buyer.market;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import sparecore.buyer.engine.Order;
import sparecore.buyer.engine.Sellers;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.link.Dialer;

/** The links to sellers, one for each lease that is dialled or open. Thread-safe. */
public final class SellerLinks implements Sellers {
    private final Dialer links;
    private final NodeKey key;
    private final EventSink events;
    private final ProgramSource programs;
    private final Executor lookups;
    private final Map<LeaseId, SellerLink> open = new ConcurrentHashMap<>();

    /** @param lookups dials sellers that gave a host's name: looking it up may take long, and the engine must not wait */
    public SellerLinks(Dialer links, NodeKey key, EventSink events, ProgramSource programs, Executor lookups) {
        this.links = links;
        this.lookups = lookups;
        this.key = key;
        this.events = events;
        this.programs = programs;
    }

    @Override
    public void connect(SignedTicket ticket, Digest program) {
        LeaseId lease = ticket.ticket().lease();
        SellerLink link = new SellerLink(ticket, program, key, events, programs, open::remove);
        SellerLink before = open.put(lease, link);
        if (before != null) {
            before.close("dialled again");
        }
        if (SellerAddress.isLiteral(ticket.ticket().sellerAddress())) {
            link.dial(links);
            return;
        }
        try {
            lookups.execute(() -> link.dial(links));
        } catch (RejectedExecutionException busy) {
            link.lost("too many names of hosts are being looked up");
        }
    }

    @Override
    public void assign(LeaseId lease, List<Order> orders) {
        SellerLink link = open.get(lease);
        if (link != null) {
            link.assign(orders);
        }
    }

    @Override
    public void reveal(LeaseId lease, List<Long> assignments) {
        SellerLink link = open.get(lease);
        if (link != null) {
            link.reveal(assignments);
        }
    }

    @Override
    public void cancel(LeaseId lease, List<Long> assignments) {
        SellerLink link = open.get(lease);
        if (link != null) {
            link.cancel(assignments);
        }
    }

    @Override
    public void pay(LeaseId lease, Settlement settlement) {
        SellerLink link = open.get(lease);
        if (link != null) {
            link.pay(settlement);
        }
    }

    @Override
    public void payLast(LeaseId lease, Settlement settlement) {
        SellerLink link = open.get(lease);
        if (link == null) {
            events.deliver(core -> core.lastPaymentFailed(lease));
            return;
        }
        link.payLast(settlement);
    }

    @Override
    public void disconnect(LeaseId lease, String reason) {
        SellerLink link = open.remove(lease);
        if (link != null) {
            link.close(reason);
        }
    }
}

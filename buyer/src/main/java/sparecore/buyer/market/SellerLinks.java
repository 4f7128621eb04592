package sparecore.buyer.market;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Sellers;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.link.Links;
import sparecore.result.Work;

/** The links to sellers, one for each lease that is dialled or open. Thread-safe. */
public final class SellerLinks implements Sellers {
    private final Links links;
    private final NodeKey key;
    private final EventSink events;
    private final ProgramSource programs;
    private final Map<LeaseId, SellerLink> open = new ConcurrentHashMap<>();

    public SellerLinks(Links links, NodeKey key, EventSink events, ProgramSource programs) {
        this.links = links;
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
        link.dial(links);
    }

    @Override
    public void assign(LeaseId lease, long assignment, Work work) {
        SellerLink link = open.get(lease);
        if (link != null) {
            link.assign(assignment, work);
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
        @Nullable SellerLink link = open.get(lease);
        if (link == null) {
            events.offer(core -> core.lastPaymentDone(lease));
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

package sparecore.buyer.market;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import sparecore.buyer.engine.Order;
import sparecore.buyer.engine.Sellers;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.link.Peers;

/** The links to sellers, one for each lease that is dialled or open. Thread-safe. */
public final class SellerLinks implements Sellers {
    private final Peers links;
    private final NodeKey key;
    private final EventSink events;
    private final ProgramSource programs;
    private final BrokerAddress broker;
    private final CallDesk desk;
    private final ScheduledExecutorService timer;
    private final Ways ways = new Ways();
    private final Map<LeaseId, SellerLink> open = new ConcurrentHashMap<>();

    /**
     * @param desk where sellers come in that dial this buyer
     * @param timer of attempts to reach one
     */
    public SellerLinks(
            Peers links,
            NodeKey key,
            BrokerAddress broker,
            EventSink events,
            ProgramSource programs,
            CallDesk desk,
            ScheduledExecutorService timer) {
        this.links = links;
        this.broker = broker;
        this.desk = desk;
        this.timer = timer;
        this.key = key;
        this.events = events;
        this.programs = programs;
    }

    @Override
    public void connect(SignedTicket ticket, Digest program, List<Long> awaited) {
        LeaseId lease = ticket.ticket().lease();
        Way first = ways.next(ticket.ticket());
        SellerLink link =
                new SellerLink(ticket, program, awaited, first, key, events, programs, new SellerLink.Owner() {
                    @Override
                    public void met(Ticket met, Way way) {
                        ways.worked(met, way);
                    }

                    @Override
                    public void lost(SellerLink lost, Ticket of, Way way, boolean wasOpen) {
                        open.remove(of.lease(), lost);
                        desk.forget(of.lease(), lost);
                        if (!wasOpen) {
                            ways.failed(of, way);
                        }
                    }
                });
        SellerLink before = open.put(lease, link);
        if (before != null) {
            before.close("dialled again");
        }
        switch (first) {
            case BUYER_DIALS -> link.dial(links, timer);
            case SELLER_DIALS -> desk.expect(lease, ticket.ticket().seller(), link);
            case RELAY -> link.meet(links, broker, timer);
        }
    }

    @Override
    public void renew(SignedTicket ticket) {
        SellerLink link = open.get(ticket.ticket().lease());
        if (link != null) {
            link.renew(ticket);
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
        payAll(Map.of(lease, settlement));
    }

    @Override
    public void payAll(Map<LeaseId, Settlement> due) {
        Map<SellerLink, Settlement> paid = new LinkedHashMap<>();
        due.forEach((lease, settlement) -> {
            SellerLink link = open.get(lease);
            if (link != null) {
                paid.put(link, settlement);
            }
        });
        if (paid.isEmpty()) {
            return;
        }
        List<Voucher> vouchers = paid.entrySet().stream()
                .map(each -> each.getKey().voucher(each.getValue()))
                .toList();
        Iterator<SignedVoucher> signed =
                SignedVoucher.signTogether(vouchers, key).iterator();
        paid.forEach((link, settlement) -> link.pay(signed.next(), settlement));
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
        ways.forget(lease);
        SellerLink link = open.remove(lease);
        if (link != null) {
            desk.forget(lease, link);
            link.close(reason);
        }
    }
}

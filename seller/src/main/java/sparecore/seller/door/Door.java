package sparecore.seller.door;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.lease.Way;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.money.Credits;
import sparecore.seller.tenancy.Tenancy;
import sparecore.seller.tenancy.Terms;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/**
 * Lets buyers in by their tickets and knows all leases that live. Links call on their event loops, the market on its own thread,
 * the clock on its own; nothing here blocks.
 */
public final class Door implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(Door.class);

    /** A link that has not shown its ticket by then is closed. */
    public static final long TICKET_MILLIS = 20_000;

    /** Leases that live at once: each has a slot, apart from the ones that are just ending. */
    private static final int LEASES_MAX = 2 * Ticket.SLOTS_MAX;

    /** Leases that ended before their buyer came, remembered so that their tickets open nothing. */
    private static final int ENDED_MAX = 10_000;

    private final NodeId broker;
    private final HouseRules rules;
    private final Premises premises;
    private final ProgramDesk desk;
    private final Map<Link, Visitor> visitors = new ConcurrentHashMap<>();
    private final Map<LeaseId, LeaseSession> sessions = new ConcurrentHashMap<>();
    private final Set<LeaseId> ended = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LeaseId, Boolean> eldest) {
            return size() > ENDED_MAX;
        }
    }));
    private volatile int slotsOpen;
    private volatile boolean draining;

    public Door(NodeId broker, HouseRules rules, Premises premises, ProgramDesk desk) {
        this.broker = broker;
        this.rules = rules;
        this.premises = premises;
        this.desk = desk;
    }

    @Override
    public void opened(Link link) {
        opened(link, Way.BUYER_DIALS);
    }

    /** @param way how this link came about */
    void opened(Link link, Way way) {
        visitors.put(link, new Visitor(link, way, premises.nowMillis().getAsLong(), desk));
    }

    /** Whether a lease was opened on this link. */
    boolean hasLease(Link link) {
        Visitor visitor = visitors.get(link);
        return visitor != null && visitor.session() != null;
    }

    boolean knows(LeaseId lease) {
        return sessions.containsKey(lease);
    }

    /** Whether this lease's buyer is here. */
    boolean isLinked(LeaseId lease) {
        LeaseSession session = sessions.get(lease);
        return session != null && session.isLinked();
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        Visitor visitor = visitors.get(link);
        if (visitor == null || link.peerRole() != Role.ROLE_BUYER) {
            throw new ProtocolException("only buyers are served here");
        }
        try {
            take(visitor, frame);
        } catch (ProtocolException e) {
            visitor.offended();
            throw e;
        }
    }

    private void take(Visitor visitor, Frame frame) throws ProtocolException {
        switch (frame.getBodyCase()) {
            case OPEN_LEASE -> open(visitor, frame);
            case LEASE_RENEWED -> renewed(visitor, frame);
            default -> visitor.received(frame);
        }
    }

    private void renewed(Visitor visitor, Frame frame) throws ProtocolException {
        LeaseSession session = visitor.session();
        try {
            Ticket ticket = SignedTicket.verify(frame.getLeaseRenewed().getTicket(), broker)
                    .ticket();
            if (session == null || !ticket.lease().equals(session.id())) {
                throw new ProtocolException("a renewal of another lease");
            }
            session.renew(ticket);
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    private void open(Visitor visitor, Frame request) throws ProtocolException {
        visitor.ask();
        SignedTicket signed;
        try {
            signed = SignedTicket.verify(request.getOpenLease().getTicket(), broker);
        } catch (BadSignedMessageException e) {
            turnAway(visitor, request, RefusalReason.REFUSAL_REASON_BAD_SIGNATURE, String.valueOf(e.getMessage()));
            return;
        }
        Ticket ticket = signed.ticket();
        Optional<Refusal> refusal = refusal(ticket, visitor);
        if (refusal.isPresent()) {
            turnAway(visitor, request, refusal.get().getReason(), refusal.get().getText());
            return;
        }
        LeaseSession known = sessions.get(ticket.lease());
        if (known != null) {
            known.renew(ticket);
            admit(visitor, known, request);
            return;
        }
        var ignored = premises.journal().open(ticket).whenComplete((fresh, error) -> {
            if (error != null) {
                log.error("lease {} was not written down", ticket.lease(), error);
                turnAway(visitor, request, RefusalReason.REFUSAL_REASON_BUSY, "the seller cannot write its journal");
                return;
            }
            begin(visitor, request, signed, fresh);
        });
    }

    private Optional<Refusal> refusal(Ticket ticket, Visitor visitor) {
        if (ended.contains(ticket.lease())) {
            return Optional.of(HouseRules.refusal(RefusalReason.REFUSAL_REASON_ENDED, "the lease has ended"));
        }
        if (draining || sessions.size() >= LEASES_MAX) {
            return Optional.of(
                    HouseRules.refusal(RefusalReason.REFUSAL_REASON_BUSY, "the seller takes no more leases"));
        }
        return rules.check(ticket, visitor.link().peer(), premises.nowMillis().getAsLong());
    }

    /**
     * The lease is written down. On the journal's thread.
     *
     * @param fresh false if it was before
     */
    private void begin(Visitor visitor, Frame request, SignedTicket signed, boolean fresh) {
        LeaseId lease = signed.ticket().lease();
        LeaseSession session = fresh ? sessions.computeIfAbsent(lease, id -> newSession(signed)) : sessions.get(lease);
        if (session == null) {
            turnAway(visitor, request, RefusalReason.REFUSAL_REASON_ENDED, "the lease has ended");
            return;
        }
        admit(visitor, session, request);
    }

    private LeaseSession newSession(SignedTicket signed) {
        Ticket ticket = signed.ticket();
        log.info(
                "lease {} of buyer {}: {} slots", ticket.lease(), ticket.buyer().shortForm(), ticket.slots());
        Tenancy tenancy = new Tenancy(
                ticket,
                Terms.of(ticket, rules.unpaidCpuSeconds()),
                slotsOpen,
                premises.nowMillis().getAsLong());
        return new LeaseSession(signed, tenancy, premises);
    }

    private void admit(Visitor visitor, LeaseSession session, Frame request) {
        // Before the reply, on which the buyer's next frames follow.
        visitor.admit(session);
        if (!session.attach(visitor.link(), visitor.flow(), request, slotsOpen)) {
            turnAway(visitor, request, RefusalReason.REFUSAL_REASON_ENDED, "the lease has ended");
            return;
        }
        premises.office().connected(session.id(), visitor.way());
        if (!visitor.link().isOpen()) {
            session.detach(visitor.link());
        }
    }

    private static void turnAway(Visitor visitor, Frame request, RefusalReason reason, String text) {
        visitor.link().reply(request, Frame.newBuilder().setRefusal(HouseRules.refusal(reason, text)));
        visitor.link().close(text);
    }

    @Override
    public void writable(Link link) {
        Visitor visitor = visitors.get(link);
        LeaseSession session = visitor == null ? null : visitor.session();
        if (session != null) {
            session.writable(link);
        }
        premises.slots().wake();
    }

    @Override
    public void closed(Link link, String reason) {
        Visitor visitor = visitors.remove(link);
        if (visitor != null) {
            if (visitor.session() != null) {
                log.info("buyer {} left: {}", link.peer().shortForm(), reason);
            }
            visitor.leave();
        }
    }

    void matched(SignedTicket signed) {
        LeaseSession known = sessions.get(signed.ticket().lease());
        if (known == null) {
            log.info("matched with buyer {}", signed.ticket().buyer().shortForm());
        } else {
            known.renew(signed.ticket());
        }
    }

    static void notRenewed(LeaseId lease, String why) {
        log.info("lease {} is not renewed: {}", lease, why);
    }

    void ended(LeaseId lease, LeaseEndReason reason) {
        ended.add(lease);
        LeaseSession session = sessions.get(lease);
        if (session != null) {
            session.end(
                    reason == LeaseEndReason.LEASE_END_REASON_UNSPECIFIED || reason == LeaseEndReason.UNRECOGNIZED
                            ? LeaseEndReason.LEASE_END_REASON_JOB_DONE
                            : reason,
                    false);
        }
    }

    /** The owner grants this many slots from now on. */
    public void setSlotsOpen(int slots) {
        slotsOpen = slots;
        sessions.values().forEach(session -> session.slotsOpen(slots));
    }

    /** Does what time demands; called a few times a second. */
    public void tick() {
        long lateMillis = premises.nowMillis().getAsLong() - TICKET_MILLIS;
        for (Visitor visitor : visitors.values()) {
            if (visitor.session() == null && visitor.arrivedMillis() <= lateMillis) {
                visitor.link().close("no ticket was shown in time");
            }
            visitor.tick();
        }
        sessions.values().removeIf(LeaseSession::tick);
    }

    /** Opens no lease any more and ends those that live, once their runs have finished. */
    public void drain() {
        draining = true;
        sessions.values().forEach(session -> session.end(LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS, true));
    }

    /** The time for runs to finish is over. */
    public void hurry() {
        sessions.values().forEach(LeaseSession::hurry);
    }

    public int leases() {
        return sessions.size();
    }

    public Credits unpaid() {
        return List.copyOf(sessions.values()).stream().map(LeaseSession::unpaid).reduce(Credits.ZERO, Credits::plus);
    }
}

package sparecore.buyer.simulation;

import static sparecore.buyer.simulation.BrokenInvariant.unless;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.Role;
import sparecore.wire.SignedVoucher;

/** Hears everything, and so knows the truth about who promised what to whom; checks what nodes say to each other. */
final class Onlooker {
    private static final int OVERHEARD_MAX = 30;

    private final Map<LeaseId, Ticket> tickets = new LinkedHashMap<>();
    private final Map<LeaseId, Long> promised = new HashMap<>();
    private final Map<LeaseId, Long> confirmed = new LinkedHashMap<>();
    private final Map<LeaseId, NodeId> openedBy = new HashMap<>();
    private final Map<Id, Long> credits = new HashMap<>();
    private final List<Gift> gifts = new ArrayList<>();
    private final List<Frame> settlements = new ArrayList<>();
    private long renewals;

    /** Called with all that is said, as it is said. */
    void hears(SimulatedLink from, Frame frame) {
        switch (frame.getBodyCase()) {
            case LEASE_MATCHED ->
                matched(frame.getLeaseMatched().getTicket(), from.node().key().id());
            case OPEN_LEASE -> shown(from, frame);
            case LEASE_OPENED -> opened(from);
            case PAYMENT -> paid(from, frame);
            case DONE -> done(from, frame);
            case SETTLE_VOUCHER, END_LEASE, LEASE_CONNECTED -> overhear(from, frame);
            default -> {}
        }
    }

    private void matched(sparecore.wire.SignedTicket wire, NodeId broker) {
        try {
            LeaseId lease = LeaseId.fromWire(
                    sparecore.wire.Ticket.parseFrom(wire.getTicket()).getLeaseId());
            Ticket known = tickets.get(lease);
            Ticket told = SignedTicket.verify(wire, broker).ticket();
            if (known == null) {
                tickets.put(lease, told);
            } else if (told.expiresAtMillis() > known.expiresAtMillis()) {
                unless(told.renews(known), "the lease %s is renewed as another one", lease);
                renewals++;
                tickets.put(lease, told);
            }
        } catch (BadSignedMessageException | com.google.protobuf.InvalidProtocolBufferException e) {
            throw new BrokenInvariant("the broker signs what nobody can read", e);
        }
    }

    /** The first ticket counts: a second one ends the link. */
    private static void shown(SimulatedLink from, Frame frame) {
        if (from.lease != null) {
            return;
        }
        try {
            LeaseId lease = LeaseId.fromWire(sparecore.wire.Ticket.parseFrom(
                            frame.getOpenLease().getTicket().getTicket())
                    .getLeaseId());
            from.lease = lease;
            from.far().lease = lease;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new BrokenInvariant("a ticket that nobody can read", e);
        }
    }

    private void opened(SimulatedLink from) {
        LeaseId lease = from.lease;
        boolean unsure = from.node().world().isFaithless() && from.far().node().conduct() == Conduct.REPLAYS;
        if (lease == null || unsure) {
            return;
        }
        NodeId seller = from.node().key().id();
        NodeId first = openedBy.putIfAbsent(lease, seller);
        unless(first == null || first.equals(seller), "the lease %s is worked on by two sellers", lease);
        Ticket ticket = tickets.get(lease);
        unless(ticket != null && ticket.seller().equals(seller), "the lease %s was opened by a stranger", lease);
    }

    /** What a buyer signs, it has promised, whether the seller hears of it or not. */
    private void paid(SimulatedLink from, Frame frame) {
        SignedVoucher wire = frame.getPayment().getVoucher();
        try {
            sparecore.wire.Voucher voucher = sparecore.wire.Voucher.parseFrom(wire.getVoucher());
            LeaseId lease = LeaseId.fromWire(voucher.getLeaseId());
            Ticket ticket = tickets.get(lease);
            if (ticket == null) {
                throw new BrokenInvariant("a promise under the lease " + lease + ", which the broker never gave");
            }
            long cumulative = voucher.getCumulative();
            if (from.node() instanceof BuyerNode buyer && buyer.conduct().isHonest()) {
                unless(
                        cumulative >= promised.getOrDefault(lease, 0L),
                        "an honest buyer promises less than before under the lease %s",
                        lease);
                unless(
                        cumulative <= ticket.escrow().micro(),
                        "an honest buyer promises more than the escrow of the lease %s",
                        lease);
                buyer.promises(lease, cumulative);
            }
            promises(lease, cumulative);
            // Who says old things again under old numbers is answered to those.
            if (frame.getRequest() != 0 && from.node().conduct() != Conduct.REPLAYS) {
                from.promises.put(frame.getRequest(), cumulative);
            }
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new BrokenInvariant("a voucher that nobody can read", e);
        }
    }

    void promises(LeaseId lease, long cumulative) {
        promised.merge(lease, cumulative, Math::max);
    }

    /** The seller's word that a promise is on its disk. */
    private void done(SimulatedLink from, Frame frame) {
        Long cumulative = from.far().promises.get(frame.getReplyTo());
        LeaseId lease = from.lease;
        if (from.node().role() == Role.ROLE_SELLER && lease != null && cumulative != null) {
            confirmed.merge(lease, cumulative, Math::max);
        }
    }

    private void overhear(SimulatedLink from, Frame frame) {
        if (from.node().role() != Role.ROLE_SELLER) {
            return;
        }
        if (settlements.size() >= OVERHEARD_MAX) {
            settlements.remove(0);
        }
        settlements.add(frame);
    }

    /** Something that a seller said to the broker. */
    Optional<Frame> overheard(Random random) {
        return settlements.isEmpty()
                ? Optional.empty()
                : Optional.of(settlements.get(random.nextInt(settlements.size())));
    }

    @Nullable
    Ticket ticket(LeaseId lease) {
        return tickets.get(lease);
    }

    List<LeaseId> leasesOf(NodeId buyer) {
        return tickets.values().stream()
                .filter(ticket -> ticket.buyer().equals(buyer))
                .map(Ticket::lease)
                .toList();
    }

    /** How often leases were renewed. */
    long renewals() {
        return renewals;
    }

    /** Some lease that there is or was. */
    Optional<LeaseId> someLease(Random random) {
        return tickets.keySet().stream()
                .skip(random.nextInt(Math.max(1, tickets.size())))
                .findFirst();
    }

    /** The most that the lease's buyer has ever signed under it. */
    Credits promised(LeaseId lease) {
        return Credits.ofMicro(promised.getOrDefault(lease, 0L));
    }

    /** What sellers have said to be on their disks, by lease. */
    Map<LeaseId, Long> confirmed() {
        return confirmed;
    }

    /** The operator is about to issue credits. */
    void issues(Id command, long micro) {
        credits.put(command, micro);
    }

    /** An owner is about to give. */
    Gift gives(Gift gift) {
        gifts.add(gift);
        return gift;
    }

    List<Gift> gifts() {
        return gifts;
    }

    long issued(Id command) {
        return credits.getOrDefault(command, 0L);
    }
}

package sparecore.buyer.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.SettleVoucher;

/** How a node behaves. Those of ill conduct run the shipped code too; it is what they say that differs. */
enum Conduct {
    HONEST,
    /** A buyer that takes results and sends no voucher. */
    NEVER_PAYS,
    /** A buyer that says things twice, and what it said before, also to others. */
    REPLAYS,
    /** A buyer whose process ends and never comes back. */
    VANISHES,
    /** A seller that settles the same voucher again, and settles and ends what is others'. */
    CLAIMS_TWICE,
    /** A seller that says that its runs took longer, and settles vouchers that it has raised, made up, or got from an accomplice. */
    OVER_REPORTS,
    /** A seller that takes work and never answers. */
    FALLS_SILENT,
    /** A seller whose results are wrong. */
    LIES;

    private static final int REMEMBERED = 40;

    static Conduct ofBuyer(Random random) {
        Conduct[] ill = {NEVER_PAYS, REPLAYS, VANISHES};
        return random.nextInt(2) == 0 ? HONEST : ill[random.nextInt(ill.length)];
    }

    static Conduct ofSeller(Random random) {
        Conduct[] ill = {CLAIMS_TWICE, OVER_REPORTS, FALLS_SILENT, LIES};
        return random.nextInt(5) < 2 ? HONEST : ill[random.nextInt(ill.length)];
    }

    boolean isHonest() {
        return this == HONEST;
    }

    /** What it says in place of this frame. */
    List<Frame> says(SimulatedLink on, Frame frame, Random random) {
        return switch (this) {
            case HONEST, VANISHES, LIES -> List.of(frame);
            case NEVER_PAYS -> frame.hasPayment() ? List.of() : List.of(frame);
            case FALLS_SILENT -> frame.hasFragmentDone() ? List.of() : List.of(frame);
            case REPLAYS -> replaying(on.node(), frame, random);
            case CLAIMS_TWICE -> claimingTwice(on.node(), frame, random);
            case OVER_REPORTS -> frame.hasSettleVoucher() ? List.of(raised(on, frame, random)) : List.of(frame);
        };
    }

    private static List<Frame> replaying(SimulatedNode node, Frame frame, Random random) {
        if (frame.getReplyTo() != 0) {
            return List.of(frame);
        }
        remember(node, frame, random);
        Frame old = node.said.get(random.nextInt(node.said.size()));
        if (frame.hasOpenLease() && old.hasOpenLease()) {
            return List.of(frame.toBuilder().setOpenLease(old.getOpenLease()).build());
        }
        return random.nextInt(8) == 0 ? List.of(frame, old) : List.of(frame);
    }

    private static void remember(SimulatedNode node, Frame frame, Random random) {
        if (node.said.size() < REMEMBERED) {
            node.said.add(frame);
        } else {
            node.said.set(random.nextInt(REMEMBERED), frame);
        }
    }

    private static List<Frame> claimingTwice(SimulatedNode node, Frame frame, Random random) {
        if (!frame.hasSettleVoucher()) {
            return List.of(frame);
        }
        remember(node, frame, random);
        List<Frame> all = new ArrayList<>();
        all.add(frame);
        all.add(frame);
        all.add(node.said.get(random.nextInt(node.said.size())));
        node.world().onlooker().overheard(random).ifPresent(all::add);
        node.world()
                .onlooker()
                .someLease(random)
                .ifPresent(lease -> all.add(Frame.newBuilder()
                        .setRequest(frame.getRequest())
                        .setSettleVoucher(SettleVoucher.newBuilder()
                                .setLeaseId(lease.toWire())
                                .setLast(true))
                        .build()));
        return all;
    }

    /** One of the claims of the frame is raised, or none. */
    private static Frame raised(SimulatedLink on, Frame frame, Random random) {
        SettleVoucher first = frame.getSettleVoucher();
        int which = random.nextInt(1 + first.getMoreCount());
        SettleVoucher.Builder claims = first.toBuilder();
        if (which == 0) {
            raised(on, first, random).ifPresent(claims::setVoucher);
        } else {
            raised(on, first.getMore(which - 1), random)
                    .ifPresent(voucher -> claims.getMoreBuilder(which - 1).setVoucher(voucher));
        }
        return frame.toBuilder().setSettleVoucher(claims).build();
    }

    private static Optional<sparecore.wire.SignedVoucher> raised(SimulatedLink on, SettleVoucher claim, Random random) {
        LeaseId lease = LeaseId.fromWire(claim.getLeaseId());
        Ticket ticket = on.node().world().onlooker().ticket(lease);
        if (ticket == null || random.nextInt(3) == 0) {
            return Optional.empty();
        }
        Credits more = ticket.escrow().plus(Credits.ofMicro(random.nextInt(1_000_000)));
        SimulatedNode accomplice = on.node().world().accomplice(ticket.buyer());
        if (accomplice.key().id().equals(ticket.buyer())) {
            on.node().world().onlooker().promises(lease, more.micro());
        }
        sparecore.wire.SignedVoucher signed = SignedVoucher.sign(
                        new Voucher(lease, accomplice.key().id(), ticket.seller(), more), accomplice.key())
                .toWire();
        return Optional.of(random.nextInt(3) == 0 ? inTheNameOf(ticket.buyer(), signed) : signed);
    }

    /** Bears the signature of something else. */
    private static sparecore.wire.SignedVoucher inTheNameOf(NodeId buyer, sparecore.wire.SignedVoucher signed) {
        try {
            sparecore.wire.Voucher other = sparecore.wire.Voucher.parseFrom(signed.getVoucher()).toBuilder()
                    .setBuyer(buyer.toWire())
                    .build();
            return signed.toBuilder().setVoucher(other.toByteString()).build();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package sparecore.broker.door;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Voucher;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.SettleVoucher;

/**
 * The vouchers that one link has shown since it was last read. A voucher promises all that its lease has ever cost, so of those of one
 * lease and one signer the highest is worth what all of them are, and it alone needs to be verified and settled; one that is forged
 * is worth nothing, and then it is the next one's turn. Nothing waits here longer than until its link has been read.
 *
 * <p>On the link's event loop.
 */
final class Till {
    /** Vouchers that are held. One more settles them first. */
    static final int HELD_MAX = Visitor.WAITING_MAX;

    /** Vouchers of one lease that name one signer. */
    private record Drawer(LeaseId lease, NodeId buyer) {}

    /**
     * A voucher that nobody has verified yet.
     *
     * @param request by which its seller waits for an answer
     */
    record Shown(Frame request, Credits cumulative) {}

    private final NodeId seller;
    private final Map<Drawer, List<Shown>> drawers = new LinkedHashMap<>();
    private int held;

    /** @param seller whose link this is */
    Till(NodeId seller) {
        this.seller = seller;
    }

    /** Whether the frame is one that can be held: somebody waits for its answer, and more vouchers may follow it. */
    static boolean takes(Frame frame) {
        return frame.getBodyCase() == Frame.BodyCase.SETTLE_VOUCHER
                && frame.getRequest() != 0
                && frame.getSettleVoucher().hasVoucher()
                && !frame.getSettleVoucher().getLast();
    }

    /**
     * Holds it. All but its signature is looked at now.
     *
     * @throws BadSignedMessageException if it is malformed, or of another lease or seller than it is shown for
     * @throws IllegalArgumentException if the lease's id is none
     */
    void hold(Frame request) throws BadSignedMessageException {
        SettleVoucher message = request.getSettleVoucher();
        Voucher claimed = SignedVoucher.claimed(message.getVoucher());
        if (!claimed.lease().equals(LeaseId.fromWire(message.getLeaseId()))
                || !claimed.seller().equals(seller)) {
            throw new BadSignedMessageException("the voucher belongs to another lease");
        }
        drawers.computeIfAbsent(new Drawer(claimed.lease(), claimed.buyer()), first -> new ArrayList<>())
                .add(new Shown(request, claimed.cumulative()));
        held++;
    }

    boolean isFull() {
        return held >= HELD_MAX;
    }

    /** Gives away all that it holds: the vouchers of one lease and signer in each list, in the order in which they were shown. */
    List<List<Shown>> empty() {
        List<List<Shown>> all = List.copyOf(drawers.values());
        drawers.clear();
        held = 0;
        return all;
    }
}

package sparecore.broker.door;

import java.util.ArrayList;
import java.util.HashMap;
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
 * What one link has presented since it was last read. A voucher promises all that its lease has ever cost, so of those of one
 * lease and one signer the highest is worth what all of them are, and it alone needs to be verified and settled; one that is forged
 * is worth nothing, and then it is the next one's turn. What closes a lease stands for itself, behind what came before it. Nothing waits
 * here longer than until its link has been read.
 *
 * <p>On the link's event loop.
 */
final class Till {
    /** Claims that are held. One more settles them first. */
    static final int HELD_MAX = Visitor.WAITING_MAX;

    /** Vouchers of one lease that name one signer. */
    private record Drawer(LeaseId lease, NodeId buyer) {}

    /**
     * A claim that nobody has verified yet.
     *
     * @param index of the claim in what it was presented with
     */
    record Shown(Presentation of, int index, Credits cumulative) {
        SettleVoucher claim() {
            return of.claims().get(index);
        }

        void answer(Frame.Builder answer) {
            of.answer(index, answer);
        }
    }

    private final NodeId seller;
    private final List<List<Shown>> drawers = new ArrayList<>();
    private final Map<Drawer, List<Shown>> open = new HashMap<>();
    private int held;

    /** @param seller whose link this is */
    Till(NodeId seller) {
        this.seller = seller;
    }

    /**
     * Holds one claim. All but its signature is looked at now.
     *
     * @throws BadSignedMessageException if its voucher is malformed, or of another lease or seller than it is shown for
     * @throws IllegalArgumentException if the lease's id is none
     */
    void hold(Presentation of, int index) throws BadSignedMessageException {
        SettleVoucher claim = of.claims().get(index);
        LeaseId lease = LeaseId.fromWire(claim.getLeaseId());
        if (!claim.hasVoucher()) {
            holdAlone(new Shown(of, index, Credits.ZERO));
            return;
        }
        Voucher claimed = SignedVoucher.claimed(claim.getVoucher());
        if (!claimed.lease().equals(lease) || !claimed.seller().equals(seller)) {
            throw new BadSignedMessageException("the voucher belongs to another lease");
        }
        Shown shown = new Shown(of, index, claimed.cumulative());
        if (claim.getLast()) {
            holdAlone(shown);
            return;
        }
        open.computeIfAbsent(new Drawer(lease, claimed.buyer()), first -> newDrawer())
                .add(shown);
        held++;
    }

    /** What follows is not joined to what came before. */
    private void holdAlone(Shown last) {
        open.clear();
        newDrawer().add(last);
        held++;
    }

    private List<Shown> newDrawer() {
        List<Shown> drawer = new ArrayList<>(1);
        drawers.add(drawer);
        return drawer;
    }

    boolean isFull() {
        return held >= HELD_MAX;
    }

    /** Gives away all that it holds, in the order in which it was shown: what belongs to one lease and signer in one list. */
    List<List<Shown>> empty() {
        List<List<Shown>> all = List.copyOf(drawers);
        drawers.clear();
        open.clear();
        held = 0;
        return all;
    }
}

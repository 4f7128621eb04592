package sparecore.seller.door;

import org.jspecify.annotations.Nullable;
import sparecore.evidence.Assigned;
import sparecore.evidence.Signed;
import sparecore.evidence.TestimonyVerifier;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.Way;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.result.Work;
import sparecore.seller.execution.Assignment;
import sparecore.wire.AssignFragment;
import sparecore.wire.Done;
import sparecore.wire.Frame;

/**
 * One link from a buyer: ARRIVED → ASKED (its ticket is being written down) → ADMITTED (it has a lease). Frames come on the link's
 * event loop; only {@link #session} is read elsewhere.
 */
final class Visitor {
    private final Link link;
    private final Way way;
    private final long arrivedMillis;
    private final ProgramDesk desk;
    private final Flow flow;
    private final Uploads uploads;
    private boolean asked;
    private @Nullable TestimonyVerifier<Assigned> orders;
    private volatile @Nullable LeaseSession session;

    Visitor(Link link, Way way, long arrivedMillis, ProgramDesk desk) {
        this.link = link;
        this.way = way;
        this.arrivedMillis = arrivedMillis;
        this.desk = desk;
        this.flow = new Flow(link);
        this.uploads = new Uploads(link, flow, desk);
    }

    Link link() {
        return link;
    }

    Way way() {
        return way;
    }

    Flow flow() {
        return flow;
    }

    /** Does what time demands. */
    void tick() {
        uploads.tick();
    }

    long arrivedMillis() {
        return arrivedMillis;
    }

    /** @throws ProtocolException if it asked before: one link, one lease */
    void ask() throws ProtocolException {
        if (asked) {
            throw new ProtocolException("a second lease on one connection");
        }
        asked = true;
    }

    void admit(LeaseSession admitted) {
        session = admitted;
    }

    @Nullable
    LeaseSession session() {
        return session;
    }

    /** It broke the rules: nothing is computed for it any longer. The link is about to be closed. */
    void offended() {
        LeaseSession lease = session;
        if (lease != null) {
            lease.disown(link);
        }
    }

    /** A frame under the lease. */
    void received(Frame frame) throws ProtocolException {
        LeaseSession lease = session;
        if (lease == null) {
            throw new ProtocolException("a message before the lease was opened");
        }
        switch (frame.getBodyCase()) {
            case OFFER_PROGRAM -> uploads.offer(frame);
            case PROGRAM_CHUNK -> uploads.chunk(frame.getProgramChunk());
            case ASSIGN_FRAGMENT -> assign(lease, frame.getAssignFragment());
            case CANCEL_FRAGMENT -> lease.cancel(link, frame.getCancelFragment().getAssignment());
            case REVEAL_FRAGMENTS ->
                lease.reveal(link, frame.getRevealFragments().getAssignmentsList());
            case PAYMENT -> {
                lease.pay(link, frame.getPayment());
                if (frame.getRequest() != 0) {
                    lease.confirmPayments(
                            () -> link.reply(frame, Frame.newBuilder().setDone(Done.getDefaultInstance())));
                }
            }
            default -> throw new ProtocolException("a buyer does not send " + frame.getBodyCase());
        }
    }

    private void assign(LeaseSession lease, AssignFragment message) throws ProtocolException {
        Work work = work(message);
        Signed<Assigned> order = order(lease, message, work);
        if (!uploads.knows(work.program())) {
            throw new ProtocolException("an assignment of a program that is not ready here");
        }
        var program = desk.cache().ready(work.program());
        if (program.isEmpty()) {
            lease.assignWithoutProgram(
                    link, message.getAssignment(), work.limits().memoryBytes());
            return;
        }
        lease.assign(link, new Assignment(order, program.get(), work));
    }

    /** The buyer signs what it gives: what comes of it can be proved. */
    private Signed<Assigned> order(LeaseSession lease, AssignFragment message, Work work) throws ProtocolException {
        TestimonyVerifier<Assigned> verifier = orders;
        if (verifier == null) {
            verifier = TestimonyVerifier.ofAssignments(link.peer());
            orders = verifier;
        }
        try {
            Signed<Assigned> order = verifier.verify(message.getOrder());
            Assigned said = order.testimony();
            if (!said.lease().equals(lease.id())
                    || said.assignment() != message.getAssignment()
                    || !said.work().equals(work.digest())) {
                throw new ProtocolException("an assignment whose signature is for another one");
            }
            return order;
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Work work(AssignFragment message) throws ProtocolException {
        try {
            return Work.fromWire(message);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The link is gone. */
    void leave() {
        uploads.close();
        LeaseSession lease = session;
        if (lease != null) {
            lease.detach(link);
        }
    }
}

package sparecore.buyer.market;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.buyer.engine.Order;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.Commitment;
import sparecore.evidence.SignedBatch;
import sparecore.evidence.TestimonyVerifier;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Peers;
import sparecore.link.ProtocolException;
import sparecore.link.RefusedException;
import sparecore.result.ResultVerifier;
import sparecore.result.RunLimits;
import sparecore.result.SignedResult;
import sparecore.slot.Machine;
import sparecore.terminal.HostPort;
import sparecore.wire.CancelFragment;
import sparecore.wire.FragmentDone;
import sparecore.wire.Frame;
import sparecore.wire.LeaseOpened;
import sparecore.wire.LeaseRenewed;
import sparecore.wire.OpenLease;
import sparecore.wire.OpenRelay;
import sparecore.wire.Payment;
import sparecore.wire.RevealFragments;
import sparecore.wire.SignedStatements;

/**
 * The buyer's end of one lease: shows the ticket, sends the program if it is wanted, then fragments; checks what comes back before
 * the engine hears of it. {@link Stage} has its states. A peer that says something out of turn loses the link.
 */
final class SellerLink implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(SellerLink.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration LAST_ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int REASON_LENGTH_MAX = 300;

    /** A dead address must leave time for another way, within the twenty seconds in which a lease must be connected. */
    private static final long ATTEMPT_SECONDS = 8;

    private static final Duration RELAY_WITHIN = Duration.ofSeconds(ATTEMPT_SECONDS);

    /** What an event costs beside the bytes that it carries. */
    private static final int EVENT_BYTES = 500;

    /** DIALLED → SHOWN (the ticket) → OFFERED (the program) → SENDING, if it is wanted → READY; from each of them → CLOSED. */
    private enum Stage {
        DIALLED,
        SHOWN,
        OFFERED,
        SENDING,
        READY
    }

    /** Who keeps the links. Any thread. */
    interface Owner {
        void met(Ticket ticket, Way way);

        /** @param wasOpen whether the two had met before */
        void lost(SellerLink lost, Ticket ticket, Way way, boolean wasOpen);
    }

    private SignedTicket signed;
    private final Ticket ticket;
    private final LeaseId lease;
    private final Digest program;
    private final List<Long> awaited;
    private final NodeKey key;
    private final EventSink events;
    private final Intake intake;
    private final ProgramSource programs;
    private final Way way;
    private final Owner owner;
    private @Nullable Link link;
    private boolean closed;
    private volatile boolean offended;

    // On the link's event loop.
    private final ResultVerifier verifier;
    private final TestimonyVerifier<Commitment> commitmentVerifier;
    private Stage stage = Stage.DIALLED;
    private @Nullable ProgramDelivery delivery;
    private int window;

    SellerLink(
            SignedTicket signed,
            Digest program,
            List<Long> awaited,
            Way way,
            NodeKey key,
            EventSink events,
            ProgramSource programs,
            Owner owner) {
        this.signed = signed;
        this.ticket = signed.ticket();
        this.verifier = new ResultVerifier(ticket.seller());
        this.commitmentVerifier = TestimonyVerifier.ofCommitments(ticket.seller());
        this.lease = ticket.lease();
        this.program = program;
        this.awaited = awaited;
        this.key = key;
        this.events = events;
        this.intake = new Intake(events);
        this.programs = programs;
        this.way = way;
        this.owner = owner;
    }

    /** The address comes from the seller: trust nothing. */
    void dial(Peers links, ScheduledExecutorService timer) {
        try {
            HostPort address = HostPort.parseDialled(ticket.sellerAddress());
            opening(links.dial(address.unresolved(), ticket.seller(), this), timer);
        } catch (IllegalArgumentException e) {
            lost("its address \"" + printable(ticket.sellerAddress()) + "\" is not HOST:PORT");
        }
    }

    /** At the broker's relay. */
    void meet(Peers links, BrokerAddress broker, ScheduledExecutorService timer) {
        Frame.Builder ask =
                Frame.newBuilder().setOpenRelay(OpenRelay.newBuilder().setLeaseId(lease.toWire()));
        opening(links.meet(broker.everywhere(), broker.key(), ask, RELAY_WITHIN, true, ticket.seller(), this), timer);
    }

    /** One that opens all the same, later, is closed. */
    private void opening(CompletableFuture<Link> attempt, ScheduledExecutorService timer) {
        var tooLate = timer.schedule(
                () -> {
                    if (!attempt.isDone()) {
                        lost("it did not answer within " + ATTEMPT_SECONDS + " s");
                    }
                },
                ATTEMPT_SECONDS,
                TimeUnit.SECONDS);
        var ignored = attempt.whenComplete((opened, error) -> {
            tooLate.cancel(false);
            if (error != null) {
                lost(String.valueOf(unwrap(error).getMessage()));
            }
        });
    }

    @Override
    public void opened(Link opened) {
        stage = Stage.SHOWN;
        opened.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        CompletableFuture<Frame> shown;
        synchronized (this) {
            if (closed) {
                opened.close("not wanted any more");
                return;
            }
            link = opened;
            shown = opened.request(
                    Frame.newBuilder()
                            .setOpenLease(OpenLease.newBuilder()
                                    .setTicket(signed.toWire())
                                    .addAllAwaited(awaited)),
                    ANSWER_WITHIN);
        }
        owner.met(ticket, way);
        var ignored = shown.whenComplete((answer, error) -> {
            if (error != null) {
                fail(opened, "the seller did not open the lease", error);
            } else if (answer.getBodyCase() != Frame.BodyCase.LEASE_OPENED) {
                opened.close("expected LeaseOpened");
            } else {
                leaseOpened(opened, answer.getLeaseOpened());
            }
        });
    }

    private void leaseOpened(Link opened, LeaseOpened answer) {
        window = answer.getWindow();
        ProgramDelivery offered;
        try {
            offered = new ProgramDelivery(program, programs.find(program));
        } catch (IOException e) {
            unreadable(opened, e);
            return;
        }
        delivery = offered;
        stage = Stage.OFFERED;
        List<Long> held = answer.getHeldList();
        Machine machine = new Machine(answer.getCpuModel(), answer.getKernel(), answer.getSlotClass());
        intake.tell(opened, EVENT_BYTES, core -> core.sellerOpened(lease, machine, held));
        var ignored = opened.request(Frame.newBuilder().setOfferProgram(offered.offer()), ANSWER_WITHIN)
                .whenComplete((reply, error) -> {
                    if (error != null) {
                        fail(opened, "the seller did not answer the offer of the program", error);
                        return;
                    }
                    switch (reply.getBodyCase()) {
                        case PROGRAM_READY -> ready(opened);
                        case PROGRAM_REFUSED ->
                            refused(opened, reply.getProgramRefused().getReason());
                        case PROGRAM_WANTED -> {
                            stage = Stage.SENDING;
                            send(offered, reply.getProgramWanted().getPartsList(), opened);
                        }
                        default -> opened.close("expected an answer about the program");
                    }
                });
    }

    private void send(ProgramDelivery offered, List<Integer> parts, Link to) {
        try {
            offered.begin(parts, to);
        } catch (ProtocolException e) {
            to.close(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            unreadable(to, e);
        }
    }

    private void unreadable(Link from, IOException e) {
        log.error("cannot read the program {}", program.shortForm(), e);
        String why = String.valueOf(e.getMessage());
        intake.tell(from, EVENT_BYTES, core -> core.programUnreadable(lease, why));
        from.close("the program cannot be read");
    }

    @Override
    public void writable(Link to) {
        ProgramDelivery current = delivery;
        try {
            if (current != null) {
                current.goOn(to);
            }
        } catch (IOException e) {
            unreadable(to, e);
        }
    }

    private void ready(Link from) {
        stage = Stage.READY;
        int wanted = window;
        intake.tell(from, EVENT_BYTES, core -> core.sellerReady(lease, wanted));
    }

    private void refused(Link from, String reason) {
        String why = printable(reason);
        intake.tell(from, EVENT_BYTES, core -> core.programRefused(lease, why));
    }

    @Override
    public void received(Link from, Frame frame) throws ProtocolException {
        try {
            take(from, frame);
        } catch (ProtocolException e) {
            offended = true;
            throw e;
        }
    }

    private void take(Link from, Frame frame) throws ProtocolException {
        switch (frame.getBodyCase()) {
            case PROGRAM_READY -> {
                require(stage == Stage.SENDING && delivery != null && delivery.isOver(), frame);
                ready(from);
            }
            case PROGRAM_REFUSED -> {
                require(stage == Stage.SENDING, frame);
                refused(from, frame.getProgramRefused().getReason());
            }
            case WINDOW_CHANGED -> windowChanged(from, frame.getWindowChanged().getWindow());
            case HAND_BACK -> {
                require(isOpened(), frame);
                long assignment = frame.getHandBack().getAssignment();
                String why = printable(frame.getHandBack().getReason());
                intake.tell(from, EVENT_BYTES, core -> core.handedBack(lease, assignment, why));
            }
            case FRAGMENTS_COMMITTED -> {
                require(isOpened(), frame);
                committed(from, frame.getFragmentsCommitted().getCommitments());
            }
            case FRAGMENT_DONE -> {
                require(isOpened(), frame);
                done(from, frame.getFragmentDone());
            }
            default -> throw new ProtocolException("a seller does not say " + frame.getBodyCase());
        }
    }

    /** A seller that the lease was opened with before may go on where it was. */
    private boolean isOpened() {
        return stage.compareTo(Stage.OFFERED) >= 0;
    }

    private static void require(boolean inTurn, Frame frame) throws ProtocolException {
        if (!inTurn) {
            throw new ProtocolException("a seller does not say " + frame.getBodyCase() + " now");
        }
    }

    private void windowChanged(Link from, int wanted) {
        window = wanted;
        if (stage == Stage.READY) {
            intake.tell(from, EVENT_BYTES, core -> core.windowChanged(lease, wanted));
        }
    }

    private void committed(Link from, SignedStatements commitments) throws ProtocolException {
        try {
            SignedBatch<Commitment> batch = commitmentVerifier.verifyAll(commitments, SignedResult.TOGETHER_MAX);
            if (batch.testimonies().stream()
                    .anyMatch(commitment -> !commitment.lease().equals(lease))) {
                throw new ProtocolException("a commitment of another lease");
            }
            intake.tell(from, (long) EVENT_BYTES * batch.size(), core -> core.committed(lease, batch));
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable Digest nonce(FragmentDone done) throws ProtocolException {
        if (done.getNonce().isEmpty()) {
            return null;
        }
        if (done.getNonce().size() != Digest.BYTES) {
            throw new ProtocolException("a nonce has " + Digest.BYTES + " bytes");
        }
        return Digest.fromBytes(done.getNonce().toByteArray());
    }

    private void done(Link from, FragmentDone done) throws ProtocolException {
        try {
            SignedResult result = verifier.verify(done.getResult());
            if (!result.result().lease().equals(lease)) {
                throw new ProtocolException("a result of another lease");
            }
            if (done.getOutput().size() > RunLimits.OUTPUT_BYTES_MAX
                    || done.getError().size() > RunLimits.ERROR_BYTES_MAX) {
                throw new ProtocolException("more output than any run may have");
            }
            if (!Digest.of(done.getOutput().toByteArray())
                    .equals(result.result().output())) {
                throw new ProtocolException("an output that is not the one that was signed for");
            }
            long size = (long) EVENT_BYTES
                    + done.getOutput().size()
                    + done.getError().size();
            Digest nonce = nonce(done);
            intake.tell(
                    from, size, core -> core.resultArrived(lease, result, nonce, done.getOutput(), done.getError()));
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A ticket that has not been shown yet is replaced; no older one is shown after it. */
    synchronized void renew(SignedTicket longer) {
        signed = longer;
        send(Frame.newBuilder().setLeaseRenewed(LeaseRenewed.newBuilder().setTicket(longer.toWire())));
    }

    void assign(List<Order> orders) {
        List<Assigned> said = orders.stream()
                .map(order -> new Assigned(lease, order.assignment(), order.digest(), order.sealed()))
                .toList();
        SignedBatch<Assigned> signed = SignedBatch.sign(said, key);
        for (int i = 0; i < orders.size(); i++) {
            Order order = orders.get(i);
            send(Frame.newBuilder()
                    .setAssignFragment(order.work()
                            .toWire()
                            .setAssignment(order.assignment())
                            .setOrder(signed.get(i).toWire())));
        }
    }

    void reveal(List<Long> assignments) {
        send(Frame.newBuilder().setRevealFragments(RevealFragments.newBuilder().addAllAssignments(assignments)));
    }

    void cancel(List<Long> assignments) {
        assignments.forEach(assignment -> send(
                Frame.newBuilder().setCancelFragment(CancelFragment.newBuilder().setAssignment(assignment))));
    }

    /** What is to be signed for it. */
    Voucher voucher(Settlement settlement) {
        return new Voucher(lease, key.id(), ticket.seller(), settlement.cumulative());
    }

    void pay(SignedVoucher voucher, Settlement settlement) {
        send(payment(voucher, settlement));
    }

    void payLast(Settlement settlement) {
        Link current = current();
        if (current == null) {
            events.deliver(core -> core.lastPaymentFailed(lease));
            return;
        }
        SignedVoucher voucher = SignedVoucher.sign(voucher(settlement), key);
        var ignored = current.request(payment(voucher, settlement), LAST_ANSWER_WITHIN)
                .whenComplete((answer, error) -> {
                    boolean hadTime = error == null || current.isOpen();
                    events.deliver(
                            hadTime ? core -> core.lastPaymentDone(lease) : core -> core.lastPaymentFailed(lease));
                });
    }

    private Frame.Builder payment(SignedVoucher voucher, Settlement settlement) {
        Payment.Builder payment = Payment.newBuilder().setVoucher(voucher.toWire());
        if (!settlement.receipts().isEmpty()) {
            payment.setReceipts(SignedBatch.sign(settlement.receipts(), key).toWire());
        }
        return Frame.newBuilder().setPayment(payment);
    }

    private void send(Frame.Builder frame) {
        Link current = current();
        if (current != null) {
            current.send(frame);
        }
    }

    private synchronized @Nullable Link current() {
        return link;
    }

    private void fail(Link broken, String what, Throwable error) {
        Throwable cause = unwrap(error);
        String why = what + ": " + cause.getMessage();
        if (!(cause instanceof RefusedException)) {
            log.debug("{}", why);
        }
        broken.close(why);
    }

    @Override
    public void closed(Link gone, String reason) {
        lost(reason);
    }

    void lost(String why) {
        boolean wanted;
        boolean wasOpen;
        synchronized (this) {
            wanted = !closed;
            wasOpen = link != null;
            closed = true;
            link = null;
        }
        if (wanted) {
            owner.lost(this, ticket, way, wasOpen);
            events.deliver(offended ? core -> core.sellerOffended(lease, why) : core -> core.sellerLost(lease, why));
        }
    }

    /** On purpose; the engine is not told. */
    void close(String reason) {
        Link current;
        synchronized (this) {
            closed = true;
            current = link;
            link = null;
        }
        if (current != null) {
            current.close(reason);
        }
    }

    private static Throwable unwrap(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private static String printable(String text) {
        String cut = text.length() > REASON_LENGTH_MAX ? text.substring(0, REASON_LENGTH_MAX) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}

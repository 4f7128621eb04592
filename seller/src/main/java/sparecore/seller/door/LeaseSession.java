package sparecore.seller.door;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.evidence.TestimonyVerifier;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.link.Link;
import sparecore.link.LinkLimits;
import sparecore.link.ProtocolException;
import sparecore.money.Credits;
import sparecore.result.SignedResult;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.Tenant;
import sparecore.seller.journal.Disputable;
import sparecore.seller.tenancy.Admission;
import sparecore.seller.tenancy.Tenancy;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Payment;

/**
 * One lease between its rules, its buyer's link and the slots. Called from event loops, slot threads and timers; its monitor guards
 * the rules, and is held for moments only. The slots' lock may be taken inside it, never the other way round.
 */
final class LeaseSession implements Tenant {
    private static final Logger log = LoggerFactory.getLogger(LeaseSession.class);

    /** Inputs held for one lease; above this the buyer's link is not read until half of them have run. */
    static final long INPUT_BYTES_MOST = 32L << 20;

    /** In one message; far more than an honest buyer puts into one. */
    private static final int RECEIPTS_MAX = 16_384;

    /** Named by a buyer that comes back; no honest one has more out. */
    private static final int AWAITED_MAX = Kept.RESULTS_MOST;

    /** Of a lease that ends unpaid: as much as anybody would want to judge. */
    private static final int CASES_KEPT_MAX = 20;

    /** A run that takes longer is told to the broker, and as often while it goes on. Shorter ones are paid soon. */
    static final long AT_WORK_MILLIS = 600_000;

    private final Ticket ticket;
    private final Tenancy tenancy;
    private final Premises premises;
    private final Payments payments;
    private final Finished finished = new Finished();
    private final CaseBook cases;
    private final Results results;
    private final TestimonyVerifier<Receipt> receipts;
    private volatile boolean sealsFull;
    private volatile @Nullable Link link;
    private @Nullable Flow flow;
    private long inputBytes;
    private boolean reading = true;
    private boolean endedByUs;
    private long saidAtWorkMillis;

    LeaseSession(SignedTicket signed, Tenancy tenancy, Premises premises) {
        this.ticket = signed.ticket();
        this.cases = new CaseBook(signed);
        this.receipts = TestimonyVerifier.ofReceipts(ticket.buyer());
        this.tenancy = tenancy;
        this.results = new Results(tenancy, cases);
        this.premises = premises;
        this.payments = new Payments(ticket, tenancy, premises.journal(), this);
        this.saidAtWorkMillis = now();
    }

    boolean isLinked() {
        return link != null;
    }

    LeaseId id() {
        return ticket.lease();
    }

    /**
     * The buyer has shown its ticket on this link; it takes the place of any link before.
     *
     * @param freshFlow stops the link from being read
     * @param slotsOpen how many slots the owner grants now
     * @return false if the lease is closed
     */
    synchronized boolean attach(Link fresh, Flow freshFlow, Frame request, int slotsOpen) {
        if (tenancy.phase() == Tenancy.Phase.CLOSED) {
            return false;
        }
        tenancy.slotsOpen(slotsOpen);
        Link before = link;
        if (before != null && before != fresh) {
            before.close("the buyer opened its lease on a newer connection");
        }
        link = fresh;
        flow = freshFlow;
        reading = true;
        fresh.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        List<Long> named = request.getOpenLease().getAwaitedList();
        Set<Long> awaited = named.size() > AWAITED_MAX ? Set.of() : new TreeSet<>(named);
        dropAllBut(awaited);
        int window = tenancy.linked(awaited);
        fresh.reply(
                request, PeerFrames.leaseOpened(tenancy, window, results.resume(awaited, now()), premises.machine()));
        results.showAgain(fresh);
        sealsFull = results.areSealsFull();
        throttle();
        premises.slots().wake();
        return true;
    }

    /** What the buyer does not wait for it has given to others. */
    private void dropAllBut(Set<Long> awaited) {
        for (long number : tenancy.heldNumbers()) {
            if (!awaited.contains(number)) {
                premises.slots()
                        .withdraw(this, number, "the buyer does not wait for it any more")
                        .ifPresent(this::forget);
                cases.forget(number);
            }
        }
    }

    /** A link is gone. If it was this lease's, its work goes on: the buyer has a while to come back for it. */
    synchronized void detach(Link gone) {
        if (link != gone) {
            return;
        }
        link = null;
        tenancy.unlinked(now());
        if (tenancy.phase() != Tenancy.Phase.OPEN) {
            dropAll("the buyer's connection was lost");
        }
    }

    /** Whoever breaks the rules on this link has no work here, now or when it comes back. */
    synchronized void disown(Link from) {
        if (link == from) {
            dropAll("the buyer broke the protocol");
        }
    }

    private void dropAll(String reason) {
        results.dropAll();
        sealsFull = false;
        tenancy.abandoned();
        premises.slots().withdrawWaiting(this).forEach(this::forget);
        premises.slots().killRuns(this, reason);
    }

    /** The broker has given this lease more time. One that says what is known already changes nothing. */
    synchronized void renew(Ticket longer) {
        if (tenancy.renew(longer)) {
            log.info("lease {} is renewed", id());
            var ignored = premises.journal().renew(longer).exceptionally(error -> {
                log.warn("the renewal of lease {} was not written down", id(), error);
                return null;
            });
            announce();
        }
    }

    synchronized void assign(Link from, Assignment assignment) throws ProtocolException {
        requireCurrent(from);
        Admission admission =
                admit(from, assignment.number(), assignment.work().limits().memoryBytes());
        if (admission == Admission.TAKEN) {
            inputBytes += assignment.work().input().size();
            throttle();
            cases.assigned(
                    assignment.order(),
                    assignment.work(),
                    premises.programs().stored(assignment.work().program()));
            premises.slots().submit(this, assignment);
        }
    }

    /** The assignment is in order, but its program is not at hand any more. */
    synchronized void assignWithoutProgram(Link from, long number, long memoryBytes) throws ProtocolException {
        requireCurrent(from);
        if (admit(from, number, memoryBytes) == Admission.TAKEN) {
            handBack(number, "the program is no longer in the seller's cache: offer it again");
        }
    }

    private Admission admit(Link from, long number, long memoryBytes) throws ProtocolException {
        Admission admission = tenancy.assign(number, memoryBytes);
        if (admission.isBreach()) {
            throw new ProtocolException(admission.sentence());
        }
        if (admission == Admission.NOT_NOW) {
            from.send(PeerFrames.handBack(number, admission.sentence()));
        }
        return admission;
    }

    synchronized void cancel(Link from, long number) throws ProtocolException {
        requireCurrent(from);
        premises.slots().withdraw(this, number, "cancelled").ifPresent(assignment -> {
            forget(assignment);
            handBack(number, "cancelled");
        });
    }

    /** @throws ProtocolException if the voucher is forged, or breaks the rules */
    synchronized void pay(Link from, Payment payment) throws ProtocolException {
        requireCurrent(from);
        if (payment.hasReceipts()) {
            judged(receiptsIn(payment));
        }
        if (payment.hasVoucher()) {
            payments.take(payment.getVoucher(), premises.key().id());
        }
    }

    private SignedBatch<Receipt> receiptsIn(Payment payment) throws ProtocolException {
        try {
            SignedBatch<Receipt> batch = receipts.verifyAll(payment.getReceipts(), RECEIPTS_MAX);
            if (batch.testimonies().stream()
                    .anyMatch(receipt -> !receipt.lease().equals(id()))) {
                throw new ProtocolException("a receipt of another lease");
            }
            return batch;
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What the buyer does not accept is kept, for the owner to have it judged. */
    private void judged(SignedBatch<Receipt> batch) {
        List<Disputable> disputable = new ArrayList<>();
        List<Long> accepted = new ArrayList<>(batch.size());
        List<Long> rejected = new ArrayList<>(0);
        for (int i = 0; i < batch.size(); i++) {
            Receipt receipt = batch.testimonies().get(i);
            (receipt.verdict() == Receipt.Verdict.ACCEPTED ? accepted : rejected).add(receipt.assignment());
            results.judged(receipt);
            cases.judged(batch, i).ifPresent(disputable::add);
        }
        tenancy.judged(accepted, rejected);
        keep(disputable);
    }

    /** With the work, which only its buyer has besides, and might not hand out. */
    private void keep(List<Disputable> disputed) {
        if (disputed.isEmpty()) {
            return;
        }
        written(premises.journal().keepCases(disputed, now()).thenRun(() -> keepPrograms(disputed)));
    }

    /** On the journal's thread. */
    private void keepPrograms(List<Disputable> disputed) {
        Map<Digest, StoredParts> programs = new LinkedHashMap<>();
        for (Disputable one : disputed) {
            one.work().ifPresent(work -> one.program().ifPresent(parts -> programs.put(work.program(), parts)));
        }
        programs.forEach(premises.programs()::keep);
    }

    /** Receipts that come with a voucher need no keeping; and it may still be on its way to the disk. */
    private void keepOwed() {
        List<CaseFile> owed = payments.areUnderWay() ? List.of() : cases.takeOwed(tenancy.paid());
        if (!owed.isEmpty()) {
            written(premises.journal().keepOwed(id(), owed, now()));
        }
    }

    private void written(CompletableFuture<Void> evidence) {
        var ignored = evidence.exceptionally(error -> {
            log.warn("evidence of lease {} was not written down", id(), error);
            return null;
        });
    }

    /** The buyer has commitments, and asks for the results. */
    synchronized void reveal(Link from, List<Long> numbers) throws ProtocolException {
        requireCurrent(from);
        results.ask(numbers);
        show(from);
    }

    /** There is room on a link again. */
    synchronized void writable(Link to) {
        if (link == to) {
            show(to);
        }
    }

    private void show(Link to) {
        results.show(to);
        if (sealsFull && !results.areSealsFull()) {
            sealsFull = false;
            premises.slots().wake();
        }
    }

    private void dropSealed() {
        results.dropSealed();
        sealsFull = false;
    }

    /** Answers the buyer once all that it has promised is on disk: it waits for that before it ends the lease. */
    synchronized void confirmPayments(Runnable confirmation) {
        payments.whenWritten(confirmation);
    }

    /** A voucher is on disk. On the journal's thread. */
    synchronized void paid(Credits cumulative) {
        tenancy.paid(cumulative);
        announce();
    }

    /** The owner grants another number of slots, to all leases together. With none, what waits goes back. */
    synchronized void slotsOpen(int slots) {
        tenancy.slotsOpen(slots);
        announce();
        if (slots == 0) {
            handBackWaiting("the seller's owner needs the machine");
        }
    }

    /**
     * Ends the lease; does nothing if it has ended.
     *
     * @param byUs whether the broker has yet to learn of it
     */
    synchronized void end(LeaseEndReason reason, boolean byUs) {
        if (!tenancy.end(reason, now())) {
            return;
        }
        endedByUs = byUs;
        log.info("lease {} ends: {}", id(), reason);
        announce();
        handBackWaiting("the lease has ended");
        if (link == null) {
            dropAll("the lease has ended");
        } else if (reason != LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS) {
            dropSealed();
            premises.slots().killRuns(this, "the lease has ended");
        }
    }

    /** The time for runs to finish is over. */
    synchronized void hurry() {
        premises.slots().killRuns(this, "the seller stops");
    }

    /** Does what time demands. @return whether the lease is closed and all its vouchers are on disk, so that it may be forgotten */
    synchronized boolean tick() {
        long nowMillis = now();
        payments.goOn();
        keepOwed();
        results.forgetOld(nowMillis);
        if (link != null && results.isAnyUnwanted(nowMillis)) {
            dropSealed();
            end(LeaseEndReason.LEASE_END_REASON_UNPAID, true);
        }
        tenancy.due(nowMillis).ifPresent(reason -> end(reason, true));
        sayAtWork(nowMillis);
        announce();
        if (results.areAllAskedFor() && tenancy.close(nowMillis)) {
            close();
        }
        if (tenancy.phase() != Tenancy.Phase.CLOSED || payments.areUnderWay()) {
            return false;
        }
        // Settled for the last time with what is on disk then: a voucher that is written later is worth nothing.
        premises.office().closed(id(), tenancy.endReason(), endedByUs);
        return true;
    }

    private void sayAtWork(long nowMillis) {
        if (nowMillis - saidAtWorkMillis >= AT_WORK_MILLIS && premises.slots().isAtWork(this, AT_WORK_MILLIS)) {
            saidAtWorkMillis = nowMillis;
            premises.office().atWork(id());
        }
    }

    private void close() {
        Link open = link;
        if (open != null) {
            open.close("the lease has ended");
        }
        log.info("lease {} closed, {} unpaid", id(), tenancy.unpaid());
        if (tenancy.unpaid().isPositive()) {
            keep(cases.unjudged(CASES_KEPT_MAX));
        }
    }

    synchronized Credits unpaid() {
        return tenancy.unpaid();
    }

    @Override
    public int slots() {
        return ticket.slots();
    }

    @Override
    public boolean takesResults() {
        Link open = link;
        return open != null && open.isWritable() && !sealsFull;
    }

    @Override
    public void ended(Assignment assignment, RunEnd end) {
        end.match(new RunEnd.Cases<Boolean>() {
            @Override
            public Boolean completed(RunEnd.Completed run) {
                finish(new Finished.Finish(assignment, run));
                return true;
            }

            @Override
            public Boolean abandoned(RunEnd.Abandoned run) {
                giveBack(assignment, run.reason());
                return false;
            }
        });
    }

    /** Short runs wait a moment for others; the last one of those that the buyer waits for never does. */
    private void finish(Finished.Finish finish) {
        LoadedProgram program = finish.assignment().program();
        premises.journal()
                .tally()
                .count(program.digest(), program.sizeBytes(), finish.run().cpuMicros());
        List<Finished.Finish> batch;
        synchronized (this) {
            finished.add(finish);
            if (tenancy.hasShortRuns() && !finished.isComplete(tenancy.held())) {
                if (finished.isFirst()) {
                    var ignored = premises.signing()
                            .schedule(this::deliverFinished, Finished.WAIT_MILLIS, TimeUnit.MILLISECONDS);
                }
                return;
            }
            batch = finished.takeAll();
        }
        deliver(batch);
    }

    private void deliverFinished() {
        List<Finished.Finish> batch;
        synchronized (this) {
            batch = finished.takeAll();
        }
        deliver(batch);
    }

    /** Signs before the monitor is taken: a signature takes longer than all the rest. */
    private void deliver(List<Finished.Finish> batch) {
        deliverOpenly(batch.stream().filter(finish -> !finish.isSealed()).toList());
        deliverSealed(batch.stream().filter(Finished.Finish::isSealed).toList());
    }

    private void deliverOpenly(List<Finished.Finish> batch) {
        if (batch.isEmpty()) {
            return;
        }
        List<SignedResult> signed = sign(batch);
        List<Frame.Builder> frames = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            frames.add(PeerFrames.done(signed.get(i), batch.get(i).run()));
        }
        synchronized (this) {
            for (int i = 0; i < batch.size(); i++) {
                Finished.Finish finish = batch.get(i);
                if (isWanted(finish)) {
                    results.add(finish, signed.get(i), frames.get(i), now());
                    send(frames.get(i));
                }
            }
            announce();
        }
    }

    private List<SignedResult> sign(List<Finished.Finish> batch) {
        return SignedResult.signAll(
                batch.stream().map(finish -> finish.result(id())).toList(), premises.key());
    }

    /** Commitments go out; the results wait until they are asked for. */
    private void deliverSealed(List<Finished.Finish> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Commitments made = Commitments.make(batch, id(), premises);
        synchronized (this) {
            Link open = link;
            boolean wanted = false;
            for (int i = 0; i < batch.size(); i++) {
                if (isWanted(batch.get(i))) {
                    wanted = true;
                    results.add(made, i, now());
                }
            }
            sealsFull = results.areSealsFull();
            if (open != null && wanted) {
                open.send(PeerFrames.committed(made.toWire()));
            }
            announce();
        }
    }

    /** A run of this lease is over. @return whether its buyer still waits for it; then its price is owed */
    private boolean isWanted(Finished.Finish finish) {
        Assignment assignment = finish.assignment();
        forget(assignment);
        return tenancy.deliver(assignment.number(), finish.run().cpuMicros());
    }

    private void send(Frame.Builder frame) {
        Link open = link;
        if (open != null) {
            open.send(frame);
        }
    }

    private synchronized void giveBack(Assignment assignment, String reason) {
        forget(assignment);
        handBack(assignment.number(), reason);
    }

    private void handBackWaiting(String reason) {
        List<Assignment> waiting = new ArrayList<>(premises.slots().withdrawWaiting(this));
        for (Assignment assignment : waiting) {
            forget(assignment);
            handBack(assignment.number(), reason);
        }
    }

    private void handBack(long number, String reason) {
        cases.forget(number);
        if (tenancy.giveUp(number)) {
            send(PeerFrames.handBack(number, reason));
        }
    }

    private void forget(Assignment assignment) {
        inputBytes -= assignment.work().input().size();
        throttle();
    }

    private void throttle() {
        boolean read = reading ? inputBytes <= INPUT_BYTES_MOST : inputBytes <= INPUT_BYTES_MOST / 2;
        Flow open = flow;
        if (read == reading || link == null || open == null) {
            return;
        }
        reading = read;
        if (read) {
            open.resume();
        } else {
            open.stop();
        }
    }

    /**
     * Never on the link's event loop: what that sends overtakes what other threads have queued, and an old window would be the
     * last word. The monitor keeps the other threads in order.
     */
    private void announce() {
        Link open = link;
        if (open != null) {
            tenancy.announce().ifPresent(window -> open.send(PeerFrames.window(window)));
        }
    }

    private void requireCurrent(Link from) throws ProtocolException {
        if (link != from) {
            throw new ProtocolException("the lease was opened on a newer connection");
        }
    }

    private long now() {
        return premises.nowMillis().getAsLong();
    }
}

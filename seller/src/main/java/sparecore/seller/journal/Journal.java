package sparecore.seller.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import sparecore.evidence.CaseFile;
import sparecore.evidence.KeptCase;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.wire.LeaseEndReason;

/**
 * The seller's journal in SQLite. Every method returns at once; its future completes on the journal's thread when the change is on
 * disk, or fails with a {@link StoreException}, and then nothing has changed. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    /** Writes that wait; more fail. Each lease has one voucher waiting at most, so honest use is far below. */
    private static final int WAITING_MAX = 10_000;

    private static final int PROGRAMS_SHOWN_MAX = 100;
    private static final long STOP_SECONDS = 10;

    private final Database database;
    private final LeaseTable leases;
    private final ProgramTable programs;
    private final CaseTable cases;
    private final RunTally tally = new RunTally();
    private final ExecutorService thread;

    private Journal(Database database, ExecutorService thread) {
        this.database = database;
        this.thread = thread;
        this.leases = new LeaseTable(database);
        this.programs = new ProgramTable(database);
        this.cases = new CaseTable(database);
    }

    /** @throws StoreException if the file cannot be used */
    public static Journal open(Path file) {
        return open(
                file,
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        task -> new Thread(task, "journal")));
    }

    /**
     * As {@link #open(Path)}.
     *
     * @param thread writes, one after the other; the journal ends it
     */
    public static Journal open(Path file, ExecutorService thread) {
        return new Journal(Database.open(file, Schema.MIGRATIONS), thread);
    }

    /** Writes down a lease before it begins. Gives false if it was known already: a lease never begins twice */
    public CompletableFuture<Boolean> open(Ticket ticket) {
        return write(() -> leases.open(ticket));
    }

    /** The lease has this ticket from now on. */
    public CompletableFuture<Void> renew(Ticket longer) {
        return change(() -> leases.renew(longer));
    }

    /** Keeps the voucher if it is higher than what is kept. */
    public CompletableFuture<Void> keep(SignedVoucher voucher) {
        return change(() -> leases.keep(voucher));
    }

    public CompletableFuture<Void> end(LeaseId lease, LeaseEndReason reason, boolean byUs) {
        return change(() -> leases.end(lease, reason, byUs));
    }

    /** Ends what an earlier life of this seller left open. */
    public CompletableFuture<Void> endAll(LeaseEndReason reason) {
        return change(() -> leases.endAll(reason));
    }

    /** The broker has settled these, or never will: written down together. */
    public CompletableFuture<Void> settled(List<Settled> answers) {
        return change(() -> {
            for (Settled answer : answers) {
                leases.settled(answer);
                cases.settled(answer.lease());
            }
        });
    }

    /** The leases of which the broker does not know all. */
    public CompletableFuture<List<LeaseRow>> unsettled() {
        return write(leases::unsettled);
    }

    /** Keeps evidence that the owner may want to have judged, with the works as far as there is room. */
    public CompletableFuture<Void> keepCases(List<Disputable> disputed, long nowMillis) {
        return change(() -> cases.keep(disputed, nowMillis));
    }

    /** What the evidence of this number is about; nothing if there is none, or it was not kept. */
    public CompletableFuture<Optional<Work>> disputedWork(long number) {
        return write(() -> cases.work(number));
    }

    /** Keeps the receipts of a lease that no voucher covers, in place of those kept before, until the broker has settled as much. */
    public CompletableFuture<Void> keepOwed(LeaseId lease, List<CaseFile> files, long nowMillis) {
        return change(() -> cases.keepOwed(lease, files, nowMillis));
    }

    /** The latest of what is kept, first. */
    public CompletableFuture<List<KeptCase>> cases(int most) {
        return write(() -> cases.latest(most));
    }

    /** Where runs are counted; {@link #saveTally} writes them down. */
    public RunTally tally() {
        return tally;
    }

    public CompletableFuture<Void> saveTally() {
        return change(() -> programs.add(tally.take()));
    }

    public CompletableFuture<Totals> totals() {
        return write(() -> {
            programs.add(tally.take());
            return programs.totals(PROGRAMS_SHOWN_MAX);
        });
    }

    @FunctionalInterface
    private interface Change {
        void run() throws SQLException;
    }

    private CompletableFuture<Void> change(Change change) {
        return write(() -> {
                    change.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private <T> CompletableFuture<T> write(Database.Work<T> work) {
        try {
            return CompletableFuture.supplyAsync(() -> database.transaction(work), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new StoreException("the journal is closed, or slower than what comes in", e));
        }
    }

    /** Writes what waits, then closes the file. */
    @Override
    public void close() {
        var ignored = saveTally();
        thread.shutdown();
        try {
            if (thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                database.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

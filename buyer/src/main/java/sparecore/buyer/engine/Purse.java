package sparecore.buyer.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.money.Credits;

/** The budget of the whole buyer, if it has one, and the notices of it and of each job's cap. On the engine's thread. */
final class Purse {
    private final Books books;
    private final Journal journal;
    private @Nullable Budget budget;
    private boolean changed;

    Purse(Books books, Journal journal, @Nullable Budget budget) {
        this.books = books;
        this.journal = journal;
        this.budget = budget;
    }

    Optional<Budget> budget() {
        return Optional.ofNullable(budget);
    }

    /** Counts from now on; null for none. */
    void set(@Nullable Budget fresh) {
        budget = fresh;
        changed = true;
    }

    /** The most that may be paid for this job now. */
    Credits most(Job job) {
        return budget == null ? job.left() : job.left().min(budget.left());
    }

    /** It will be paid: tells what is reached by it. Call it before the job counts it. */
    void paying(Job job, Credits amount) {
        Budget ofJob = new Budget(
                job.spec().cap(),
                job.spec().whenSpent(),
                job.spent().min(job.spec().cap()));
        for (int percent : ofJob.noticesFor(amount)) {
            books.happened(
                    job, Kind.BUDGET, percent + " % of the job's cap of " + ofJob.limit() + " credits is spent", null);
        }
        if (budget == null || !amount.isPositive()) {
            return;
        }
        for (int percent : budget.noticesFor(amount)) {
            books.happened(
                    job,
                    Kind.BUDGET,
                    percent + " % of the buyer's budget of " + budget.limit() + " credits is spent",
                    null);
        }
        budget = budget.spending(amount);
        changed = true;
    }

    /** Whether the budget has room for one more run of this price, besides all that are out and wait for their votes. */
    boolean hasRoom(Credits charge) {
        if (budget == null) {
            return true;
        }
        long left = budget.left().micro();
        for (Tenancy tenancy : books.tenancies()) {
            left -= Math.min(left, tenancy.pending().micro());
            Job job = books.jobOf(tenancy);
            long each = job == null ? 0 : job.meanCharge().micro();
            for (int i = 0; i < tenancy.outstanding() && left > 0 && each > 0; i++) {
                left -= Math.min(left, each);
            }
        }
        return left >= Math.max(1, charge.micro());
    }

    /** Whether nothing more can be paid, and work is to end. */
    boolean stops() {
        return budget != null && budget.then() == WhenSpent.STOP && isSpent();
    }

    /** Whether nothing more can be paid, and work is to rest. */
    boolean waits() {
        return budget != null && budget.then() == WhenSpent.WAIT && isSpent();
    }

    /** Nothing is out or undecided, and what is left pays for no run of any job. */
    private boolean isSpent() {
        if (books.tenancies().stream().anyMatch(one -> one.outstanding() > 0)) {
            return false;
        }
        Credits least = books.jobs().stream()
                .filter(job ->
                        job.phase() == JobPhase.RUNNING && job.meanCharge().isPositive())
                .map(Job::meanCharge)
                .reduce(Credits::min)
                .orElse(Credits.ofMicro(1));
        return !hasRoom(least);
    }

    String note() {
        return budget == null
                ? ""
                : "the buyer's budget of " + budget.limit()
                        + " credits is spent: set another with `sparecore budget set`";
    }

    /** Once after every batch. */
    void keep() {
        if (changed) {
            journal.budgetChanged(budget);
            changed = false;
        }
    }
}

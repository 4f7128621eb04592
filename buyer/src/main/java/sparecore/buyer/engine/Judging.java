package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Journal.Judgement;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.Outcome;
import sparecore.buyer.job.Vote;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.wire.LeaseEndReason;

/** What a result is worth: each is a vote; right ones are paid, and a seller whose vote is wrong is barred. */
final class Judging {
    /** A seller may report this much more CPU time than the limit: the kernel ends a run a little late. */
    private static final long CPU_LIMIT_SLACK_MICROS = 2_000_000;

    private final Books books;
    private final Journal journal;
    private final Leaving leaving;
    private final Purse purse;
    private final WorkCache works;
    private final Map<NodeId, String> barred;

    Judging(Books books, Journal journal, Leaving leaving, Purse purse, WorkCache works, Map<NodeId, String> barred) {
        this.books = books;
        this.journal = journal;
        this.leaving = leaving;
        this.purse = purse;
        this.works = works;
        this.barred = new LinkedHashMap<>(barred);
    }

    Map<NodeId, String> barred() {
        return Collections.unmodifiableMap(barred);
    }

    /** @return why nothing that it says counts, or null if it does */
    @Nullable
    String whyBarred(NodeId seller) {
        return barred.get(seller);
    }

    /** The seller's result of a fragment that it was given. */
    void vote(Job job, Fragment fragment, Tenancy tenancy, SignedResult signed, ByteString output, ByteString error) {
        String lie = lieIn(signed.result(), output, fragment, job.spec().limits());
        if (!lie.isEmpty()) {
            job.returned(fragment.index(), tenancy.seller());
            bar(tenancy.seller(), lie);
            return;
        }
        Vote vote = Vote.of(
                tenancy.seller(),
                signed.result(),
                tenancy.ticket().price(),
                tenancy.ticket().speed());
        journal.voteCast(tenancy.job(), fragment.index(), vote, signed, output, error);
        tenancy.await(vote.charge());
        judge(job, fragment.index(), job.vote(fragment.index(), vote));
    }

    /** What in a result cannot be true, or nothing. */
    private static String lieIn(RunResult result, ByteString output, Fragment fragment, RunLimits limits) {
        if (!result.work().equals(fragment.work())) {
            return "it signed a result for other work than it was given";
        }
        if (result.cpuMicros() > limits.cpuSeconds() * 1_000_000L + CPU_LIMIT_SLACK_MICROS) {
            return "it claimed more CPU time than the limit lets a run have";
        }
        if (output.size() > limits.outputBytes()) {
            return "it sent more output than the limit lets a run have";
        }
        return "";
    }

    private void judge(Job job, int index, Outcome outcome) {
        JobId id = job.spec().id();
        if (outcome instanceof Outcome.Accepted accepted) {
            accepted.right().forEach(right -> pay(job, index, right));
            journal.fragmentEnded(id, index, Fragment.Phase.ACCEPTED, job.nextSequence(), accepted.answer());
            works.remove(id, index);
            accepted.wrong().forEach(wrong -> reject(job, index, wrong));
        } else if (outcome instanceof Outcome.LateRight late) {
            pay(job, index, late.vote());
        } else if (outcome instanceof Outcome.LateWrong late) {
            reject(job, index, late.vote());
        } else if (outcome instanceof Outcome.LateUnknown late) {
            drop(id, index, late.vote());
        } else if (outcome instanceof Outcome.Hopeless hopeless) {
            hopeless.votes().forEach(vote -> drop(id, index, vote));
            journal.fragmentEnded(id, index, Fragment.Phase.ABANDONED, job.nextSequence(), null);
            works.remove(id, index);
            books.happened(job, Kind.RESULT_REJECTED, "fragment " + index + " is given up: " + hopeless.reason(), null);
        }
    }

    /** Neither the lease's escrow nor the job's cap is ever exceeded. */
    private void pay(Job job, int index, Outcome.Judged judged) {
        Vote vote = judged.vote();
        Tenancy tenancy = books.tenancy(vote.result().lease());
        Credits paid = Credits.ZERO;
        if (tenancy != null) {
            tenancy.decided(vote.charge());
            paid = tenancy.payable(judged.payable().min(purse.most(job)));
            tenancy.accept(vote.result().assignment(), paid);
        }
        purse.paying(job, paid);
        job.pay(vote.seller(), paid);
        journal.voteJudged(job.spec().id(), index, vote.seller(), Judgement.RIGHT, paid);
    }

    private void reject(Job job, int index, Vote vote) {
        Tenancy tenancy = books.tenancy(vote.result().lease());
        if (tenancy != null) {
            tenancy.decided(vote.charge());
            tenancy.reject(vote.result().assignment());
        }
        job.reject(vote.seller());
        journal.voteJudged(job.spec().id(), index, vote.seller(), Judgement.WRONG, Credits.ZERO);
        books.happened(job, Kind.RESULT_REJECTED, "its result of fragment " + index + " was outvoted", vote.seller());
        bar(
                vote.seller(),
                "its result of fragment " + index + " of job \"" + job.spec().name() + "\" was outvoted");
    }

    /** Nobody will ever know whether it was right. */
    private void drop(JobId job, int index, Vote vote) {
        Tenancy tenancy = books.tenancy(vote.result().lease());
        if (tenancy != null) {
            tenancy.decided(vote.charge());
        }
        journal.voteJudged(job, index, vote.seller(), Judgement.DROPPED, Credits.ZERO);
    }

    /** From now on nothing that this seller says counts: its open votes are dropped, its leases end. */
    private void bar(NodeId seller, String why) {
        if (barred.putIfAbsent(seller, why) != null) {
            return;
        }
        journal.sellerBarred(seller, why, books.now());
        for (Job job : books.jobs()) {
            if (!job.phase().isFinal() && !job.dropVotes(seller).isEmpty()) {
                books.touch(job.spec().id());
            }
        }
        List<Tenancy> held = books.tenancies().stream()
                .filter(tenancy -> tenancy.seller().equals(seller))
                .toList();
        for (Tenancy tenancy : held) {
            books.happened(tenancy, Kind.SELLER_BARRED, "barred: " + why);
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_MISTRUST);
        }
    }
}

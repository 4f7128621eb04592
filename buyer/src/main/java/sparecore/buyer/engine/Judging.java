package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Journal.Judgement;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.Outcome;
import sparecore.buyer.job.Ruled;
import sparecore.buyer.job.Vote;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.evidence.Receipt;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.slot.Machine;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.SignedStatement;

/**
 * What a result is worth: each is a vote, and right ones are paid. A seller whose vote is wrong is barred where equal votes are counted;
 * where an error is kept, it loses what is not final, and is barred for more failures than honest machines have.
 */
final class Judging {
    /** A seller may report this much more CPU time than the limit: the kernel ends a run a little late. */
    private static final long CPU_LIMIT_SLACK_MICROS = 2_000_000;

    /** The broker takes no more than a few reports a second of one key, and one note a day counts. */
    private static final long REPORT_MILLIS_LEAST = 1_000;

    private final Books books;
    private final Market market;
    private final Journal journal;
    private final Leaving leaving;
    private final Purse purse;
    private final WorkCache works;
    private final Map<NodeId, String> barred;
    private final Diagnosis diagnosis;
    private long mayReportAtMillis;

    Judging(
            Books books,
            Market market,
            Journal journal,
            Leaving leaving,
            Purse purse,
            WorkCache works,
            Map<NodeId, String> barred) {
        this.books = books;
        this.market = market;
        this.journal = journal;
        this.leaving = leaving;
        this.purse = purse;
        this.works = works;
        this.barred = new LinkedHashMap<>(barred);
        this.diagnosis = new Diagnosis(books, journal);
    }

    Map<NodeId, String> barred() {
        return Collections.unmodifiableMap(barred);
    }

    /** @return why nothing that it says counts, or null if it does */
    @Nullable
    String whyBarred(NodeId seller) {
        return barred.get(seller);
    }

    void runsOn(NodeId seller, Machine machine) {
        diagnosis.runsOn(seller, machine);
    }

    /** The seller's result of a fragment that it was given. */
    void vote(Job job, Fragment fragment, Tenancy tenancy, SignedResult signed, ByteString output, ByteString error) {
        String lie = lieIn(signed.result(), output, fragment.work(), job.spec().limits());
        if (!lie.isEmpty()) {
            job.returned(fragment.index(), tenancy.seller());
            bar(tenancy.seller(), lie);
            return;
        }
        Vote vote = cast(fragment.index(), tenancy, signed, output, error);
        job.ended(fragment.index(), tenancy.seller(), vote.referenceMicros(), books.now());
        follow(job, job.vote(fragment.index(), vote));
    }

    /** The seller's answer to a check, which it took for any other fragment. */
    void check(Job job, int number, Tenancy tenancy, SignedResult signed, ByteString output, ByteString error) {
        ErrorBound bound = job.errorBound().orElse(null);
        ErrorBound.Check check = bound == null ? null : bound.check(number);
        if (bound == null || check == null) {
            return;
        }
        String lie =
                lieIn(signed.result(), output, check.work().digest(), job.spec().limits());
        if (!lie.isEmpty()) {
            bound.checkReturned(number);
            bar(tenancy.seller(), lie);
            return;
        }
        List<Ruled> ruled = bound.checked(number, cast(check.index(), tenancy, signed, output, error));
        if (isDisputable(ruled)) {
            journal.workKept(job.spec().id(), check.index(), check.work());
        }
        follow(job, ruled);
    }

    /** The seller had committed to a result of this fragment or check, and shows none, or another: a failure like any other. */
    void notRevealed(Job job, int index, Tenancy tenancy, BrokenSeal seal) {
        ErrorBound bound = job.errorBound().orElse(null);
        if (bound == null) {
            return;
        }
        Fragment fragment = job.fragment(index);
        ErrorBound.Check check = bound.check(index);
        if (fragment != null) {
            strike(job, index, fragment.work(), tenancy, seal);
            follow(job, bound.notRevealed(index, tenancy.seller()));
        } else if (check != null) {
            strike(job, check.index(), check.work().digest(), tenancy, seal);
            follow(job, bound.checkNotRevealed(index, tenancy.seller()));
        }
    }

    private void strike(Job job, int index, Digest work, Tenancy tenancy, BrokenSeal seal) {
        journal.caseKept(job.spec().id(), index, tenancy.seller(), Proof.of(tenancy, work, seal), books.now());
        tenancy.reject(seal.assignment(), work, Receipt.Verdict.NOT_REVEALED, Optional.empty());
        books.happened(
                tenancy,
                Kind.RESULT_REJECTED,
                "it had committed to a result of fragment " + index + ", and " + seal.how());
        distrustElsewhere(job, tenancy.seller());
    }

    /** A result that may be true is a vote, which its lease has to pay for if it is right. */
    private Vote cast(int index, Tenancy tenancy, SignedResult signed, ByteString output, ByteString error) {
        Vote vote = Vote.of(
                tenancy.seller(),
                signed.result(),
                tenancy.ticket().price(),
                tenancy.ticket().speed());
        journal.voteCast(tenancy.job(), index, vote, signed, output, error);
        tenancy.await(vote.charge());
        return vote;
    }

    /** What the buyer has computed itself is right. */
    void computed(Job job, int index, SignedResult signed, ByteString output, ByteString error) {
        Fragment fragment = job.fragment(index);
        ErrorBound bound = job.errorBound().orElse(null);
        if (bound == null) {
            return;
        }
        if (fragment != null && fragment.phase() == Fragment.Phase.OPEN) {
            journal.ownComputed(job.spec().id(), index, signed, output, error);
        }
        follow(job, bound.computed(index, signed.result().answer()));
    }

    void cannotCompute(Job job, int index, String why) {
        job.errorBound().ifPresent(bound -> {
            books.happened(job, Kind.COMPUTED_HERE, "fragment " + index + " cannot be computed here: " + why, null);
            follow(job, bound.cannotCompute(index, why));
        });
    }

    private void follow(Job job, List<Ruled> ruled) {
        for (Ruled one : ruled) {
            judge(job, one.index(), one.outcome());
        }
    }

    /** What in a result cannot be true, or nothing. */
    private static String lieIn(RunResult result, ByteString output, Digest work, RunLimits limits) {
        if (!result.work().equals(work)) {
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
        if (isDisputable(outcome)) {
            works.late(id, index).ifPresent(work -> journal.workKept(id, index, work));
        }
        if (outcome instanceof Outcome.Accepted accepted) {
            if (isDisputable(accepted)) {
                journal.workKept(id, index, works.get(id, index));
            }
            accepted.right().forEach(right -> pay(job, index, right));
            job.errorBound().ifPresent(bound -> know(id, index, bound, accepted));
            diagnosis.examine(job, index, accepted);
            report(job, index, accepted.answer(), accepted.wrong(), Conflict.commandOf(id, index));
            if (job.fragment(index) == null) {
                works.remove(id, index);
            } else {
                works.awaitLate(id, index);
            }
            journal.fragmentEnded(id, index, Fragment.Phase.ACCEPTED, job.nextSequence(), accepted.answer());
            accepted.wrong().forEach(wrong -> reject(job, index, wrong, accepted.answer()));
        } else if (outcome instanceof Outcome.LateRight late) {
            pay(job, index, late.vote());
        } else if (outcome instanceof Outcome.LateWrong late) {
            books.happened(
                    job,
                    Kind.RESULT_REJECTED,
                    "its result of fragment " + index + " came late, and is not the accepted one",
                    late.vote().seller());
            report(
                    job,
                    index,
                    late.accepted(),
                    List.of(late.vote()),
                    Conflict.commandOf(id, index, late.vote().seller()));
            reject(job, index, late.vote(), late.accepted());
        } else if (outcome instanceof Outcome.Dropped dropped) {
            forfeit(id, index, dropped.vote());
        } else if (outcome instanceof Outcome.Banned banned) {
            ban(job, banned.seller());
        } else if (outcome instanceof Outcome.LateUnknown late) {
            drop(id, index, late.vote());
        } else if (outcome instanceof Outcome.Hopeless hopeless) {
            hopeless.votes().forEach(vote -> drop(id, index, vote));
            journal.fragmentEnded(id, index, Fragment.Phase.ABANDONED, job.nextSequence(), null);
            works.remove(id, index);
            books.happened(job, Kind.RESULT_REJECTED, "fragment " + index + " is given up: " + hopeless.reason(), null);
        }
    }

    /** Unless it is the program's fault. The broker is shown what their sellers have signed, and judges by itself. */
    private void report(Job job, int index, Digest accepted, List<Vote> wrong, Id command) {
        if (wrong.isEmpty() || job.isDoubtful() || books.now() < mayReportAtMillis) {
            return;
        }
        JobId id = job.spec().id();
        List<Conflict.Shown> right = new ArrayList<>();
        journal.signedResults(id, index, accepted).forEach((seller, signed) -> {
            if (right.size() < Conflict.ACCEPTED_MOST) {
                right.add(new Conflict.Shown(seller, signed));
            }
        });
        List<Conflict.Shown> others = new ArrayList<>();
        for (Vote vote : wrong) {
            signedBy(id, index, vote).ifPresent(signed -> others.add(new Conflict.Shown(vote.seller(), signed)));
        }
        Conflict conflict = new Conflict(command, right, others);
        if (conflict.isWorthTelling()) {
            mayReportAtMillis = books.now() + REPORT_MILLIS_LEAST;
            market.report(conflict);
        }
    }

    private Optional<SignedStatement> signedBy(JobId job, int index, Vote vote) {
        return Optional.ofNullable(
                journal.signedResults(job, index, vote.answer()).get(vote.seller()));
    }

    /** Unless it is the program's fault. */
    private void ban(Job job, NodeId seller) {
        if (!job.isDoubtful()) {
            bar(seller, "its results were wrong more often than honest machines err");
        }
    }

    /** While its work is still there. */
    private void know(JobId id, int index, ErrorBound bound, Outcome.Accepted accepted) {
        if (bound.wantsToKnow(accepted.right().size())) {
            bound.know(index, works.get(id, index));
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
            tenancy.accept(vote.result().assignment(), vote.result().work(), vote.answer(), paid);
        }
        if (tenancy != null && judged.overcharged()) {
            keepBill(job, index, vote, tenancy, paid);
        }
        purse.paying(job, paid);
        job.pay(vote.seller(), paid);
        journal.voteJudged(job.spec().id(), index, vote.seller(), Judgement.RIGHT, paid);
    }

    private void reject(Job job, int index, Vote vote, Digest accepted) {
        Tenancy tenancy = books.tenancy(vote.result().lease());
        if (tenancy != null) {
            tenancy.decided(vote.charge());
            tenancy.reject(
                    vote.result().assignment(), vote.result().work(), Receipt.Verdict.WRONG, Optional.of(accepted));
            signedBy(job.spec().id(), index, vote).ifPresent(signed -> keep(job, index, vote, tenancy, signed));
        }
        diagnosis.reject(job, vote.seller());
        journal.voteJudged(job.spec().id(), index, vote.seller(), Judgement.WRONG, Credits.ZERO);
        if (job.errorBound().isPresent()) {
            distrustElsewhere(job, vote.seller());
            return;
        }
        bar(
                vote.seller(),
                "its result of fragment " + index + " of job \"" + job.spec().name() + "\" was outvoted");
    }

    /** For its owner, who may want to have it judged. */
    private void keep(Job job, int index, Vote vote, Tenancy tenancy, SignedStatement signed) {
        boolean sealed = job.errorBound().isPresent();
        journal.caseKept(
                job.spec().id(), index, vote.seller(), Proof.of(tenancy, vote.result(), signed, sealed), books.now());
    }

    private void keepBill(Job job, int index, Vote vote, Tenancy tenancy, Credits paid) {
        JobId id = job.spec().id();
        boolean sealed = job.errorBound().isPresent();
        signedBy(id, index, vote)
                .ifPresent(signed -> journal.billKept(
                        id,
                        index,
                        vote.seller(),
                        Proof.ofBill(tenancy, vote.result(), signed, sealed, paid),
                        books.now()));
    }

    private static boolean isDisputable(List<Ruled> ruled) {
        return ruled.stream().anyMatch(one -> isDisputable(one.outcome()));
    }

    /** Whether evidence of it is kept: then its work is, while it is still there. */
    private static boolean isDisputable(Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            return !accepted.wrong().isEmpty() || accepted.right().stream().anyMatch(Outcome.Judged::overcharged);
        }
        return outcome instanceof Outcome.LateRight late
                ? late.vote().overcharged()
                : outcome instanceof Outcome.LateWrong;
    }

    /** One failure among many checks happens to honest machines too; but nothing counts that is not final yet. */
    private void distrustElsewhere(Job where, NodeId seller) {
        for (Job job : books.jobs()) {
            if (job != where && !job.phase().isFinal() && job.errorBound().isPresent()) {
                books.touch(job.spec().id());
                follow(job, job.distrust(seller));
            }
        }
    }

    /** Its seller has failed before this was final: it gets nothing for it, and is told so. */
    private void forfeit(JobId job, int index, Vote vote) {
        Tenancy tenancy = books.tenancy(vote.result().lease());
        if (tenancy != null) {
            tenancy.reject(
                    vote.result().assignment(), vote.result().work(), Receipt.Verdict.FORFEITED, Optional.empty());
        }
        drop(job, index, vote);
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
            if (!job.phase().isFinal()) {
                books.touch(job.spec().id());
                follow(job, job.distrust(seller));
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

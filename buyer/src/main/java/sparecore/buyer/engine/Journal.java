package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Difference;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.RuleInput;
import sparecore.buyer.job.Vote;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.wire.CaseFile;
import sparecore.wire.SignedStatement;

/**
 * What the engine must not forget. Everything is written inside {@link #keep}: all entries of a batch are on disk before any of its
 * effects is seen, or none is.
 */
public interface Journal {
    /** How a vote was judged, with its stable number in the journal. */
    enum Judgement {
        OPEN(0),
        RIGHT(1),
        WRONG(2),
        DROPPED(3);

        private final int number;

        Judgement(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    /**
     * Runs the work and keeps all that it wrote: it is on disk when this returns. If it fails, or throws, nothing is kept.
     *
     * @throws RuntimeException that of the work, or one that says why the disk did not take it
     */
    void keep(Runnable work);

    /** Whether it knows a job of this id, running or ended. */
    boolean hasJob(JobId job);

    void jobAdded(JobSpec spec, long nowMillis);

    /** The running job has other terms from now on. */
    void jobAmended(JobSpec spec);

    /** The buyer's budget as it is now; null for none. */
    void budgetChanged(@Nullable Budget budget);

    /** The fragments from {@code first} on. */
    void fragmentsAdded(JobId job, int first, List<Work> works, List<Digest> digests);

    void inputClosed(JobId job);

    void voteCast(JobId job, int index, Vote vote, SignedResult result, ByteString output, ByteString error);

    /** The vote of this seller on this fragment is judged, and so much is paid for it. */
    void voteJudged(JobId job, int index, NodeId seller, Judgement judgement, Credits paid);

    /** @param answer the accepted one, or null where there is none */
    void fragmentEnded(JobId job, int index, Fragment.Phase phase, long sequence, @Nullable Digest answer);

    /** The rule of a job that asks for an error was told these, in this order. */
    void ruleTold(JobId job, List<RuleInput> inputs);

    /** The buyer has computed a fragment itself. */
    void ownComputed(JobId job, int index, SignedResult result, ByteString output, ByteString error);

    /** A result that was not accepted differed in this. */
    void differenceFound(JobId job, Difference difference);

    /** A seller did not show what it had committed to, or a result that was not accepted: what it has signed. A thousand for each job are kept. */
    void caseKept(JobId job, int index, NodeId seller, CaseFile evidence, long nowMillis);

    /** A result that was accepted, and whose bill is far above what is believed. A few of each seller and job are kept. */
    void billKept(JobId job, int index, NodeId seller, CaseFile evidence, long nowMillis);

    /** What the evidence about a fragment is about, for a referee to run it again. What is large is not kept, nor more than so much of a job. */
    void workKept(JobId job, int index, Work work);

    /** The output of this answer, while its fragment is open or if it was accepted. */
    Optional<ByteString> output(JobId job, int index, Digest answer);

    /** The signed results of a fragment with this answer, by their sellers; the buyer's own is not among them. */
    Map<NodeId, SignedStatement> signedResults(JobId job, int index, Digest answer);

    /** How the promise of a job that asked for an error stands at its end; what its rule was told is forgotten. */
    void promiseEnded(JobId job, ErrorBound.Standing standing);

    /** So many checks each of these clusters has passed by now. */
    void clustersLearned(Map<String, Double> passed);

    /** All open votes of this seller in running jobs are dropped, and it is not to be trusted from now on. */
    void sellerBarred(NodeId seller, String reason, long nowMillis);

    void jobEnded(JobId job, JobPhase phase, String note, long nowMillis);

    /** The broker has confirmed that the job's bid is closed. */
    void bidClosed(JobId job);

    /** What has been accepted under this lease, in all. */
    Credits owed(LeaseId lease);

    /** Reads a fragment's work back. */
    Work work(JobId job, int index);
}

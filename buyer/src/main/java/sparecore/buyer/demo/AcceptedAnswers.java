package sparecore.buyer.demo;

import java.util.HashMap;
import java.util.Map;
import sparecore.buyer.map.Ended;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.result.Work;

/**
 * What the buyer has accepted, by the digest of the work: the same digest of an answer that sellers vote with, computed anew from the
 * output that arrived. Not thread-safe.
 */
final class AcceptedAnswers {
    /** An answer's digest does not depend on the lease. */
    private static final LeaseId NO_LEASE = new LeaseId(new Id(0, 0));

    private final Map<Digest, Digest> answers = new HashMap<>();

    /** Only runs that ended well are accepted answers here: the demo's programs never fail. */
    void add(Work work, Ended ended) {
        if (ended.succeeded()) {
            answers.put(work.digest(), answer(work.digest(), ended));
        }
    }

    private static Digest answer(Digest work, Ended ended) {
        Digest output = Digest.of(ended.output().toByteArray());
        return new RunResult(NO_LEASE, 0, work, Ending.EXITED, 0, 0, output, 0).answer();
    }

    boolean accepted(Digest work, Digest answer) {
        Digest accepted = answers.get(work);
        return accepted != null && accepted.equals(answer);
    }
}

package sparecore.buyer.engine;

import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.JobId;
import sparecore.identity.NodeId;

/** Whoever looks on: the local API. Called after the commit, on the engine's thread; must not block. */
public interface Watchers {
    /** Results or counts of the job have changed. */
    void changed(JobId job);

    /** Something worth telling has happened to the job. */
    void happened(JobId job, Kind kind, String text, @Nullable NodeId seller);

    /** What can happen to a job. */
    enum Kind {
        SUBMITTED,
        BID_PLACED,
        AMENDED,
        BUDGET,
        SELLER_JOINED,
        LEASE_RENEWED,
        LEASE_NOT_RENEWED,
        SELLER_LOST,
        SELLER_LEFT,
        SELLER_BARRED,
        FRAGMENT_RETURNED,
        RESULT_REJECTED,
        COMPUTED_HERE,
        DOUBTFUL,
        ENDED
    }
}

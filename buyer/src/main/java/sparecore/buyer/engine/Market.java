package sparecore.buyer.engine;

import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.lease.LeaseId;
import sparecore.wire.LeaseEndReason;

/**
 * The broker, as the engine needs it. Nothing here waits; answers come back as calls on {@link Buying}. Not promised: that the
 * broker is there. What could not be said is said again when it comes back: bids and their ends by the engine, lease ends by the
 * implementation.
 */
public interface Market {
    void placeBid(JobSpec job);

    /** Gives a bid that stands the terms that the job has now. */
    void amendBid(JobSpec job);

    void cancelBid(JobId job);

    /** Wishes the lease to go on: {@link Buying#leaseMatched} with a longer ticket, or {@link Buying#leaseNotRenewed}. */
    void renewLease(LeaseId lease);

    void endLease(LeaseId lease, LeaseEndReason reason);

    /** Shows results that differ, for the sellers' standing. Not promised: that it arrives, or that anybody cares. */
    default void report(Conflict conflict) {}
}

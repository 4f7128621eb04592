package sparecore.buyer.engine;

import sparecore.buyer.job.JobId;
import sparecore.result.Work;

/**
 * The buyer's own machine, for the few fragments that no vote can decide. Nothing here waits; the answer comes back as
 * {@link Buying#ownComputed} or {@link Buying#ownFailed}, one of them for each call, unless the process ends before.
 */
public interface Workshop {
    void compute(JobId job, int index, Work work);
}

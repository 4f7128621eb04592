package sparecore.buyer.job;

import java.util.Map;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** A job's counts as the journal kept them. */
public record JobHistory(
        int added,
        boolean inputClosed,
        int accepted,
        int abandoned,
        int replicasRun,
        int replicasRejected,
        long cpuMicros,
        long sequence,
        Credits spent,
        JobPhase phase,
        String note,
        Map<NodeId, SellerTally> tallies) {}

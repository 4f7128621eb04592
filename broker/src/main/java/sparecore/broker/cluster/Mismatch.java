package sparecore.broker.cluster;

import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;

/**
 * A seller's signed result that differs from those of independent others, as a buyer has shown it.
 *
 * @param command under which the buyer reported it
 * @param assignment within the lease
 * @param work what was asked
 * @param answer what the seller said
 */
public record Mismatch(
        long number,
        NodeId buyer,
        Id command,
        NodeId seller,
        LeaseId lease,
        long assignment,
        Digest work,
        Digest answer,
        long atMillis) {
    /** What names the result: a lease gives each assignment once. */
    public record Key(LeaseId lease, long assignment) {}

    public Key key() {
        return new Key(lease, assignment);
    }
}

package sparecore.broker.dispute;

import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;

/**
 * What a dispute is about, taken from evidence whose signatures were verified.
 *
 * @param work what was asked
 * @param answer what the seller said
 * @param cpuMicros what it billed, in microseconds of the reference CPU; zero where the evidence does not say
 * @param note the note on the claimant that is disputed; zero where none is
 * @param amount what changes hands if the claim is right
 */
public record Matter(
        DisputeKind kind,
        NodeId claimant,
        NodeId accused,
        LeaseId lease,
        long assignment,
        Digest work,
        Digest answer,
        long cpuMicros,
        long note,
        Credits amount) {
    /** Stands for a digest that nothing in the evidence tells. */
    public static final Digest UNTOLD = Digest.fromBytes(new byte[Digest.BYTES]);
}

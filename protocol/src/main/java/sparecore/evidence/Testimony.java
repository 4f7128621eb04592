package sparecore.evidence;

import sparecore.content.Digest;
import sparecore.identity.Statement;
import sparecore.lease.LeaseId;

/** What one side says of one assignment. Equal values have equal bytes, and no other bytes are read as them. */
public sealed interface Testimony permits Assigned, Commitment, Receipt {
    LeaseId lease();

    /** Unique within the lease. */
    long assignment();

    /** {@link sparecore.result.Work#digest} of what was asked. */
    Digest work();

    Statement.Kind kind();

    /** As it is signed and travels. */
    byte[] toBytes();
}

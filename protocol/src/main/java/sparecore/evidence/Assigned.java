package sparecore.evidence;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.content.Digest;
import sparecore.identity.Statement;
import sparecore.lease.LeaseId;
import sparecore.wire.AssignmentStatement;

/**
 * The buyer gave this work to the lease's seller.
 *
 * @param sealed the seller commits to its result before it shows it
 */
public record Assigned(LeaseId lease, long assignment, Digest work, boolean sealed) implements Testimony {
    @Override
    public Statement.Kind kind() {
        return Statement.Kind.ASSIGNMENT;
    }

    @Override
    public byte[] toBytes() {
        return AssignmentStatement.newBuilder()
                .setLeaseId(lease.toWire())
                .setAssignment(assignment)
                .setWork(ByteString.copyFrom(work.toBytes()))
                .setSealed(sealed)
                .build()
                .toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. Who signed it is for a {@link TestimonyVerifier} to see. */
    public static Assigned parse(byte[] bytes) throws InvalidProtocolBufferException {
        AssignmentStatement message = AssignmentStatement.parseFrom(bytes);
        return new Assigned(
                LeaseId.fromWire(message.getLeaseId()),
                message.getAssignment(),
                Digest.fromBytes(message.getWork().toByteArray()),
                message.getSealed());
    }
}

package sparecore.evidence;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.LeaseId;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.vote.Reveal;
import sparecore.wire.CommitmentStatement;

/**
 * The lease's seller has a result, and will show this one and no other.
 *
 * @param seal {@link Reveal#commitment} of what it will show
 * @param sizeBytes of output and standard error together
 */
public record Commitment(LeaseId lease, long assignment, Digest work, Digest seal, long sizeBytes)
        implements Testimony {
    private static final long SIZE_BYTES_MAX = RunLimits.OUTPUT_BYTES_MAX + RunLimits.ERROR_BYTES_MAX;

    public Commitment {
        if (sizeBytes < 0 || sizeBytes > SIZE_BYTES_MAX) {
            throw new IllegalArgumentException("no run shows " + sizeBytes + " bytes");
        }
    }

    /** Commits to a result of this seller's. @param nonce 32 random bytes, never used before and told to nobody */
    public static Commitment to(RunResult result, NodeId seller, Digest nonce, long sizeBytes) {
        return new Commitment(
                result.lease(),
                result.assignment(),
                result.work(),
                new Reveal(result.work(), seller, nonce, result.answer()).commitment(),
                sizeBytes);
    }

    /** Whether the seller had committed to this very result, and shows what proves it. */
    public boolean isKeptBy(RunResult shown, NodeId seller, Digest nonce) {
        return shown.lease().equals(lease)
                && shown.assignment() == assignment
                && shown.work().equals(work)
                && new Reveal(work, seller, nonce, shown.answer()).commitment().equals(seal);
    }

    @Override
    public Statement.Kind kind() {
        return Statement.Kind.COMMITMENT;
    }

    @Override
    public byte[] toBytes() {
        return CommitmentStatement.newBuilder()
                .setLeaseId(lease.toWire())
                .setAssignment(assignment)
                .setWork(ByteString.copyFrom(work.toBytes()))
                .setSeal(ByteString.copyFrom(seal.toBytes()))
                .setSizeBytes(sizeBytes)
                .build()
                .toByteArray();
    }

    static Commitment parse(byte[] bytes) throws InvalidProtocolBufferException {
        CommitmentStatement message = CommitmentStatement.parseFrom(bytes);
        return new Commitment(
                LeaseId.fromWire(message.getLeaseId()),
                message.getAssignment(),
                Digest.fromBytes(message.getWork().toByteArray()),
                Digest.fromBytes(message.getSeal().toByteArray()),
                message.getSizeBytes());
    }
}

package sparecore.result;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.wire.ResultStatement;

/** A result with the seller's signature over the bytes that travel. A value of this type has been verified. */
public final class SignedResult {
    private final RunResult result;
    private final sparecore.wire.SignedResult wire;

    private SignedResult(RunResult result, sparecore.wire.SignedResult wire) {
        this.result = result;
        this.wire = wire;
    }

    public static SignedResult sign(RunResult result, NodeKey seller) {
        byte[] content = ResultStatement.newBuilder()
                .setLeaseId(result.lease().toWire())
                .setAssignment(result.assignment())
                .setWork(ByteString.copyFrom(result.work().toBytes()))
                .setEnding(result.ending().toWire())
                .setExitCode(result.exitCode())
                .setSignal(result.signal())
                .setOutputDigest(ByteString.copyFrom(result.output().toBytes()))
                .setCpuMicros(result.cpuMicros())
                .build()
                .toByteArray();
        byte[] signature = seller.sign(new Statement(Statement.Kind.RESULT, content));
        return new SignedResult(
                result,
                sparecore.wire.SignedResult.newBuilder()
                        .setStatement(ByteString.copyFrom(content))
                        .setSignature(ByteString.copyFrom(signature))
                        .build());
    }

    /** @throws BadSignedMessageException if it is malformed or was not signed by this seller */
    public static SignedResult verify(sparecore.wire.SignedResult wire, NodeId seller)
            throws BadSignedMessageException {
        byte[] content = wire.getStatement().toByteArray();
        if (!seller.verify(
                new Statement(Statement.Kind.RESULT, content),
                wire.getSignature().toByteArray())) {
            throw new BadSignedMessageException("the result was not signed by the seller " + seller.shortForm());
        }
        try {
            ResultStatement message = ResultStatement.parseFrom(content);
            RunResult result = new RunResult(
                    LeaseId.fromWire(message.getLeaseId()),
                    message.getAssignment(),
                    Digest.fromBytes(message.getWork().toByteArray()),
                    Ending.fromWire(message.getEnding()),
                    message.getExitCode(),
                    message.getSignal(),
                    Digest.fromBytes(message.getOutputDigest().toByteArray()),
                    message.getCpuMicros());
            return new SignedResult(result, wire);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the result is malformed: " + e.getMessage());
        }
    }

    public RunResult result() {
        return result;
    }

    public sparecore.wire.SignedResult toWire() {
        return wire;
    }
}

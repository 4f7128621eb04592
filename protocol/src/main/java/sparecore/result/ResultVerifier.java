package sparecore.result;

import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.signature.SignatureVerifier;
import sparecore.wire.ResultStatement;
import sparecore.wire.SignedStatement;

/**
 * Verifies the results of one seller. Those that were signed together come one after the other: their signature is checked once.
 * Not thread-safe.
 */
public final class ResultVerifier {
    private final SignatureVerifier signatures;

    public ResultVerifier(NodeId seller) {
        this.signatures = new SignatureVerifier(seller, Statement.Kind.RESULT);
    }

    /** @throws BadSignedMessageException if it is malformed or was not signed by this seller */
    public SignedResult verify(SignedStatement wire) throws BadSignedMessageException {
        byte[] content = signatures.verify(wire);
        try {
            return new SignedResult(RunResult.fromWire(ResultStatement.parseFrom(content)), wire);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the result is malformed: " + e.getMessage());
        }
    }
}

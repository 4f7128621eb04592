package sparecore.result;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.content.MerklePath;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.wire.ResultStatement;

/**
 * Verifies the results of one seller. Those that were signed together come one after the other: their signature is checked once.
 * Not thread-safe.
 */
public final class ResultVerifier {
    /** A signature that was right, and of which root. */
    private record Known(Digest root, ByteString signature) {}

    private final NodeId seller;
    private @Nullable Known last;

    public ResultVerifier(NodeId seller) {
        this.seller = seller;
    }

    /** @throws BadSignedMessageException if it is malformed or was not signed by this seller */
    public SignedResult verify(sparecore.wire.SignedResult wire) throws BadSignedMessageException {
        byte[] content = wire.getStatement().toByteArray();
        try {
            Known shown = new Known(path(wire).rootOf(content), wire.getSignature());
            if (!shown.equals(last) && !isSigned(shown)) {
                throw new BadSignedMessageException("the result was not signed by the seller " + seller.shortForm());
            }
            last = shown;
            return new SignedResult(RunResult.fromWire(ResultStatement.parseFrom(content)), wire);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the result is malformed: " + e.getMessage());
        }
    }

    private boolean isSigned(Known shown) {
        return seller.verify(
                new Statement(Statement.Kind.RESULT, shown.root().toBytes()),
                shown.signature().toByteArray());
    }

    private static MerklePath path(sparecore.wire.SignedResult wire) {
        if (wire.getSiblingsCount() > MerklePath.DEPTH_MAX) {
            throw new IllegalArgumentException("its path is too long");
        }
        return new MerklePath(
                wire.getSiblingsList().stream()
                        .map(sibling -> Digest.fromBytes(sibling.toByteArray()))
                        .toList(),
                wire.getSides());
    }
}

package sparecore.signature;

import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.content.MerklePath;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.wire.SignedStatement;
import sparecore.wire.SignedStatements;

/**
 * Verifies one signer's statements of one kind. Those that were signed together come one after the other: their signature is checked
 * once. Not thread-safe.
 */
public final class SignatureVerifier {
    /** A signature that was right, and of which root. */
    private record Known(Digest root, ByteString signature) {}

    private final NodeId signer;
    private final Statement.Kind kind;
    private @Nullable Known last;

    public SignatureVerifier(NodeId signer, Statement.Kind kind) {
        this.signer = signer;
        this.kind = kind;
    }

    /**
     * @return the statement's bytes
     * @throws BadSignedMessageException if it was not signed by this signer as this kind of statement
     */
    public byte[] verify(SignedStatement wire) throws BadSignedMessageException {
        byte[] content = wire.getStatement().toByteArray();
        require(new Known(path(wire).rootOf(content), wire.getSignature()));
        return content;
    }

    /**
     * @param most how many may be signed together
     * @throws BadSignedMessageException as {@link #verify}, or if there are none or too many
     */
    public SignedTogether verifyAll(SignedStatements wire, int most) throws BadSignedMessageException {
        if (wire.getStatementsCount() < 1 || wire.getStatementsCount() > most) {
            throw new BadSignedMessageException(
                    "1 to " + most + " statements are signed together, not " + wire.getStatementsCount());
        }
        List<byte[]> statements =
                wire.getStatementsList().stream().map(ByteString::toByteArray).toList();
        MerkleTree tree = new MerkleTree(statements);
        require(new Known(tree.root(), wire.getSignature()));
        return new SignedTogether(statements, tree, wire.getSignature());
    }

    private void require(Known shown) throws BadSignedMessageException {
        if (!shown.equals(last)
                && !signer.verify(
                        new Statement(kind, shown.root().toBytes()),
                        shown.signature().toByteArray())) {
            throw new BadSignedMessageException("the " + kind.noun() + " was not signed by " + signer.shortForm());
        }
        last = shown;
    }

    private static MerklePath path(SignedStatement wire) throws BadSignedMessageException {
        try {
            return MerklePath.fromWire(wire.getSiblingsList(), wire.getSides());
        } catch (IllegalArgumentException e) {
            throw new BadSignedMessageException("a signature's path is malformed: " + e.getMessage());
        }
    }
}

package sparecore.signature;

import com.google.protobuf.ByteString;
import java.util.List;
import sparecore.content.MerklePath;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.wire.SignedStatement;
import sparecore.wire.SignedStatements;

/**
 * Statements of one kind with one signature, of the root of their {@link MerkleTree}: a signature costs as much as a short run. Each
 * of them, with its path to the root, is evidence on its own. Made here or by a {@link SignatureVerifier}.
 */
public final class SignedTogether {
    private final List<byte[]> statements;
    private final MerkleTree tree;
    private final ByteString signature;

    SignedTogether(List<byte[]> statements, MerkleTree tree, ByteString signature) {
        this.statements = statements;
        this.tree = tree;
        this.signature = signature;
    }

    /** @param statements at least one */
    public static SignedTogether sign(Statement.Kind kind, List<byte[]> statements, NodeKey signer) {
        MerkleTree tree = new MerkleTree(statements);
        byte[] signature = signer.sign(new Statement(kind, tree.root().toBytes()));
        return new SignedTogether(statements, tree, ByteString.copyFrom(signature));
    }

    public int size() {
        return statements.size();
    }

    /** One of them, to be shown alone. */
    public SignedStatement toWire(int position) {
        MerklePath path = tree.path(position);
        SignedStatement.Builder wire = SignedStatement.newBuilder()
                .setStatement(ByteString.copyFrom(statements.get(position)))
                .setSignature(signature)
                .setSides(path.sides());
        path.siblings().forEach(sibling -> wire.addSiblings(ByteString.copyFrom(sibling.toBytes())));
        return wire.build();
    }

    /** All of them, in half the bytes. */
    public SignedStatements toWire() {
        SignedStatements.Builder wire = SignedStatements.newBuilder().setSignature(signature);
        statements.forEach(statement -> wire.addStatements(ByteString.copyFrom(statement)));
        return wire.build();
    }
}

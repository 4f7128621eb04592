package sparecore.result;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import sparecore.content.MerklePath;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;

/**
 * A result with the seller's signature. Results that end at about the same time are signed together, by one signature of the root
 * of their {@link MerkleTree}; each carries its path to it, and is evidence on its own. A value of this type was signed here or
 * verified by a {@link ResultVerifier}.
 */
public final class SignedResult {
    /** Results that are signed together; a verifier takes what is deeper too. */
    public static final int TOGETHER_MAX = 64;

    private final RunResult result;
    private final sparecore.wire.SignedResult wire;

    SignedResult(RunResult result, sparecore.wire.SignedResult wire) {
        this.result = result;
        this.wire = wire;
    }

    public static SignedResult sign(RunResult result, NodeKey seller) {
        return signAll(List.of(result), seller).get(0);
    }

    /** Signs them together. @param results at least one, and at most {@link #TOGETHER_MAX} */
    public static List<SignedResult> signAll(List<RunResult> results, NodeKey seller) {
        if (results.size() > TOGETHER_MAX) {
            throw new IllegalArgumentException("at most " + TOGETHER_MAX + " results are signed together");
        }
        List<byte[]> statements =
                results.stream().map(result -> result.toWire().toByteArray()).toList();
        MerkleTree tree = new MerkleTree(statements);
        ByteString signature = ByteString.copyFrom(
                seller.sign(new Statement(Statement.Kind.RESULT, tree.root().toBytes())));
        List<SignedResult> signed = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            MerklePath path = tree.path(i);
            var wire = sparecore.wire.SignedResult.newBuilder()
                    .setStatement(ByteString.copyFrom(statements.get(i)))
                    .setSignature(signature)
                    .setSides(path.sides());
            path.siblings().forEach(sibling -> wire.addSiblings(ByteString.copyFrom(sibling.toBytes())));
            signed.add(new SignedResult(results.get(i), wire.build()));
        }
        return signed;
    }

    public RunResult result() {
        return result;
    }

    public sparecore.wire.SignedResult toWire() {
        return wire;
    }
}

package sparecore.content;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * What leads from a message of a {@link MerkleTree} to its root.
 *
 * @param siblings the neighbours on the way, from the leaf upwards
 * @param sides bit i is set where sibling i stands on the left
 */
public record MerklePath(List<Digest> siblings, int sides) {
    /** Deeper than any tree that is made, and shallow enough to check at once. */
    public static final int DEPTH_MAX = 16;

    public MerklePath {
        siblings = List.copyOf(siblings);
        if (siblings.size() > DEPTH_MAX || sides >>> siblings.size() != 0) {
            throw new IllegalArgumentException(
                    "a path has at most " + DEPTH_MAX + " steps, and no side without a step");
        }
    }

    /**
     * As it travels: the digests and the sides.
     *
     * @throws IllegalArgumentException if it is malformed; no more is looked at than a path may have
     */
    public static MerklePath fromWire(List<ByteString> siblings, int sides) {
        return new MerklePath(
                siblings.stream()
                        .limit(DEPTH_MAX + 1L)
                        .map(sibling -> Digest.fromBytes(sibling.toByteArray()))
                        .toList(),
                sides);
    }

    /** The root of the tree in which the message stands at the end of this path. */
    public Digest rootOf(byte[] message) {
        Digest node = MerkleTree.leaf(message);
        for (int i = 0; i < siblings.size(); i++) {
            Digest sibling = siblings.get(i);
            node = (sides >>> i & 1) == 1 ? MerkleTree.inner(sibling, node) : MerkleTree.inner(node, sibling);
        }
        return node;
    }
}

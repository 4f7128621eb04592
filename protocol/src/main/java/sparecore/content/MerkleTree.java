package sparecore.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * One digest that stands for a list of messages, and for each of them a short proof that it is one of the list: a signature of the
 * root signs them all. Leaves and inner nodes are hashed with different prefixes, so that neither passes for the other (RFC 6962,
 * section 2.1); a node without a neighbour moves up as it is. Immutable.
 */
public final class MerkleTree {
    private static final byte LEAF = 0;
    private static final byte INNER = 1;

    private final List<List<Digest>> levels = new ArrayList<>();

    /** @throws IllegalArgumentException if there is no message */
    public MerkleTree(List<byte[]> messages) {
        if (messages.isEmpty()) {
            throw new IllegalArgumentException("a tree has at least one leaf");
        }
        List<Digest> level = messages.stream().map(MerkleTree::leaf).toList();
        levels.add(level);
        while (level.size() > 1) {
            List<Digest> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i < level.size(); i += 2) {
                above.add(i + 1 < level.size() ? inner(level.get(i), level.get(i + 1)) : level.get(i));
            }
            levels.add(above);
            level = above;
        }
    }

    public Digest root() {
        return levels.get(levels.size() - 1).get(0);
    }

    /** The proof that the message at this position belongs to the list. */
    public MerklePath path(int position) {
        List<Digest> siblings = new ArrayList<>();
        int sides = 0;
        int index = position;
        for (List<Digest> level : levels.subList(0, levels.size() - 1)) {
            int sibling = index ^ 1;
            if (sibling < level.size()) {
                sides |= (sibling < index ? 1 : 0) << siblings.size();
                siblings.add(level.get(sibling));
            }
            index /= 2;
        }
        return new MerklePath(siblings, sides);
    }

    static Digest leaf(byte[] message) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(LEAF);
        sha256.update(message);
        return Digest.finish(sha256);
    }

    static Digest inner(Digest left, Digest right) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(ByteBuffer.allocate(1 + 2 * Digest.BYTES)
                .put(INNER)
                .put(left.toBytes())
                .put(right.toBytes())
                .flip());
        return Digest.finish(sha256);
    }
}

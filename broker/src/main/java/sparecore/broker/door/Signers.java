package sparecore.broker.door;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.SignedVoucher;

/**
 * The buyers whose vouchers were shown of late, and what they signed together. A node's key is taken apart at its first verification, which
 * costs a good part of one, and a signature of many vouchers comes once with each of them, by many sellers. Who shows many keys or
 * signatures only costs others this. Thread-safe.
 */
final class Signers implements SignedVoucher.Signatures {
    static final int KEPT = 4_096;

    /** A quarter of a kilobyte each. */
    static final int SIGNATURES_KEPT = 16_384;

    /** A signature that was right, and of what: two that are equal are both right. */
    private record Right(NodeId signer, ByteString root, ByteString signature) {}

    private static final class Latest<T> extends LinkedHashMap<T, T> {
        private final int kept;

        Latest(int kept) {
            super(16, 0.75f, true);
            this.kept = kept;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<T, T> eldest) {
            return size() > kept;
        }
    }

    private final Map<NodeId, NodeId> known = new Latest<>(KEPT);
    private final Map<Right, Right> right = new Latest<>(SIGNATURES_KEPT);

    /** The same node, as it was known before. */
    private synchronized NodeId known(NodeId node) {
        return known.computeIfAbsent(node, same -> same);
    }

    @Override
    public boolean verify(NodeId signer, Statement statement, byte[] signature) {
        if (statement.kind() != Statement.Kind.VOUCHERS) {
            return known(signer).verify(statement, signature);
        }
        Right shown = new Right(signer, ByteString.copyFrom(statement.content()), ByteString.copyFrom(signature));
        if (isRight(shown)) {
            return true;
        }
        boolean isRight = known(signer).verify(statement, signature);
        if (isRight) {
            remember(shown);
        }
        return isRight;
    }

    private synchronized boolean isRight(Right shown) {
        return right.get(shown) != null;
    }

    private synchronized void remember(Right shown) {
        right.put(shown, shown);
    }
}

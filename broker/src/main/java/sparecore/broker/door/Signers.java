package sparecore.broker.door;

import java.util.LinkedHashMap;
import java.util.Map;
import sparecore.identity.NodeId;

/**
 * The buyers whose vouchers were shown of late. A node's key is taken apart at its first verification, which costs a good part of one, and
 * the same buyers come again and again. Who shows many keys only costs others this. Thread-safe.
 */
final class Signers {
    static final int KEPT = 4_096;

    private final Map<NodeId, NodeId> known = new Latest();

    private static final class Latest extends LinkedHashMap<NodeId, NodeId> {
        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeId, NodeId> eldest) {
            return size() > KEPT;
        }
    }

    /** The same node, as it was known before. */
    synchronized NodeId known(NodeId node) {
        return known.computeIfAbsent(node, same -> same);
    }
}

package sparecore.broker.door;

import java.util.HashMap;
import java.util.Map;
import sparecore.identity.NodeId;
import sparecore.link.Allowances;

/**
 * What one key and one address may do at the broker's door. A key costs nothing, so each limit of a key has one of an address beside
 * it. Thread-safe.
 */
final class Crowd {
    /** Links of one key: a seller and a buyer, each that comes back while its old link has not been missed yet. */
    static final int LINKS_PER_KEY_MAX = 16;

    /** Messages of one key: 256 leases that are settled twice a second, and as much again. One about so many leases is as many. */
    static final int MESSAGES_PER_KEY_AND_SECOND = 1_000;

    static final int MESSAGES_PER_KEY_AT_ONCE = 4_000;

    /** Messages of one address, behind which a whole house may be. */
    static final int MESSAGES_PER_ADDRESS_AND_SECOND = 20_000;

    static final int MESSAGES_PER_ADDRESS_AT_ONCE = 40_000;

    /** Each has a few signatures to verify, a tenth of a millisecond each; in the worst case 64 files of five. */
    static final int PROOFS_PER_KEY_AND_SECOND = 2;

    static final int PROOFS_PER_KEY_AT_ONCE = 50;
    static final int PROOFS_PER_ADDRESS_AND_SECOND = 10;
    static final int PROOFS_PER_ADDRESS_AT_ONCE = 200;

    private final Map<NodeId, Integer> links = new HashMap<>();
    private final Allowances<NodeId> ofKey = new Allowances<>(MESSAGES_PER_KEY_AND_SECOND, MESSAGES_PER_KEY_AT_ONCE);
    private final Allowances<String> ofAddress =
            new Allowances<>(MESSAGES_PER_ADDRESS_AND_SECOND, MESSAGES_PER_ADDRESS_AT_ONCE);

    private final Allowances<NodeId> proofsOfKey = new Allowances<>(PROOFS_PER_KEY_AND_SECOND, PROOFS_PER_KEY_AT_ONCE);
    private final Allowances<String> proofsOfAddress =
            new Allowances<>(PROOFS_PER_ADDRESS_AND_SECOND, PROOFS_PER_ADDRESS_AT_ONCE);

    /** @return false if this key has as many links as it may; then {@link #leave} must not be called */
    synchronized boolean enter(NodeId node) {
        int here = links.getOrDefault(node, 0);
        if (here >= LINKS_PER_KEY_MAX) {
            return false;
        }
        links.put(node, here + 1);
        return true;
    }

    synchronized void leave(NodeId node) {
        links.computeIfPresent(node, (same, here) -> here == 1 ? null : here - 1);
    }

    /** @return whether this key, at this address, may say so many things more now */
    boolean maySpeak(NodeId node, String host, int things, long nowNanos) {
        return ofKey.take(node, things, nowNanos) && ofAddress.take(host, things, nowNanos);
    }

    /** @return whether this key, at this address, may show one thing more now that has signatures to verify */
    boolean mayProve(NodeId node, String host, long nowNanos) {
        return proofsOfKey.take(node, nowNanos) && proofsOfAddress.take(host, nowNanos);
    }
}

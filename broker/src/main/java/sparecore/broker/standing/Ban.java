package sparecore.broker.standing;

import sparecore.identity.NodeId;

/**
 * Keeps a node out of the market for a while: no new orders; what runs is finished and paid.
 *
 * @param untilMillis in the past for one that was lifted
 */
public record Ban(NodeId node, String why, long fromMillis, long untilMillis) {
    /** Long enough to hurt, and not for ever: what led to it has faded to an eighth. */
    public static final long MILLIS = 3 * Note.HALF_MILLIS;

    public static Ban begun(NodeId node, String why, long nowMillis) {
        return new Ban(node, why, nowMillis, nowMillis + MILLIS);
    }

    public Ban lifted(long nowMillis) {
        return new Ban(node, why, fromMillis, Math.min(untilMillis, nowMillis));
    }

    public boolean holds(long nowMillis) {
        return nowMillis < untilMillis;
    }
}

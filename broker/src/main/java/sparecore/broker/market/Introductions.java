package sparecore.broker.market;

import java.security.MessageDigest;
import java.util.Optional;
import sparecore.broker.lease.Lease;
import sparecore.broker.standing.Role;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;

/**
 * Tells both peers of a lease, and the buyer which cluster the seller is of. The cluster's name is another one for each buyer, so that
 * buyers who compare notes learn nothing of who owns what; for one buyer it is always the same, also after a restart.
 */
final class Introductions {
    private final Digest secret;

    /** @param secret without which nobody can try which key a name comes from */
    Introductions(Digest secret) {
        this.secret = secret;
    }

    Push matched(MarketState state, Lease lease, Side side, long nowMillis) {
        Ticket ticket = lease.ticket();
        return side == Side.SELLER
                ? new Push.Matched(ticket.seller(), side, lease.signed(), Introduction.NONE)
                : new Push.Matched(ticket.buyer(), side, lease.signed(), seller(state, ticket, nowMillis));
    }

    private Introduction seller(MarketState state, Ticket ticket, long nowMillis) {
        NodeId cluster = state.conduct().voting().of(ticket.seller());
        MessageDigest sha256 = Digest.sha256();
        sha256.update(secret.toBytes());
        sha256.update(ticket.buyer().toBytes());
        sha256.update(cluster.toBytes());
        return new Introduction(
                Optional.of(Digest.finish(sha256)), state.conduct().points(ticket.seller(), Role.SELLER, nowMillis));
    }
}

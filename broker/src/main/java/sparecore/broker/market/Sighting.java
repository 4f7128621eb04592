package sparecore.broker.market;

import sparecore.identity.NodeId;
import sparecore.lease.Way;

/**
 * What the broker last saw of a node. Each link proves the node's key by its TLS handshake; whether others can reach the node shows
 * where the broker dials it itself, and in what comes of its leases. Not durable.
 *
 * @param from where its last link came from, "host:port"; empty if it has not been seen since the broker started
 * @param sinceMillis when that link came; zero likewise
 * @param listens where its last link said that it can be dialled; empty for nowhere, and for sellers, whose asks say it
 * @param reachedAtMillis when a peer of a lease last dialled it with success; zero for never
 * @param missedAtMillis when a lease of this seller last ended because its buyer did not come in time; zero for never
 * @param checked the address at which the broker dialled it last; empty for none
 * @param checkedAtMillis when; zero for never
 * @param answered whether it answered there, with its own key
 * @param relayedAtMillis when it last met a peer at the relay; zero for never
 */
public record Sighting(
        NodeId node,
        Side side,
        String from,
        long sinceMillis,
        String listens,
        long reachedAtMillis,
        long missedAtMillis,
        String checked,
        long checkedAtMillis,
        boolean answered,
        long relayedAtMillis) {
    static Sighting none(NodeId node, Side side) {
        return new Sighting(node, side, "", 0, "", 0, 0, "", 0, false, 0);
    }

    /** Whether the broker has dialled this address in vain, so that others need not try. */
    boolean isUnreachableAt(String address) {
        return checked.equals(address) && !answered;
    }

    /** Whether the broker has dialled this address, and the node has proved its key there. */
    boolean isReachableAt(String address) {
        return checked.equals(address) && answered;
    }

    Sighting linked(Session session) {
        return new Sighting(
                node,
                side,
                session.from(),
                session.sinceMillis(),
                session.listens(),
                reachedAtMillis,
                missedAtMillis,
                checked,
                checkedAtMillis,
                answered,
                relayedAtMillis);
    }

    /** A lease of it was connected. @param way how the peers came together */
    Sighting met(Way way, long millis) {
        boolean dialled = way == (side == Side.SELLER ? Way.BUYER_DIALS : Way.SELLER_DIALS);
        return new Sighting(
                node,
                side,
                from,
                sinceMillis,
                listens,
                dialled ? millis : reachedAtMillis,
                missedAtMillis,
                checked,
                checkedAtMillis,
                answered,
                way == Way.RELAY ? millis : relayedAtMillis);
    }

    Sighting missed(long millis) {
        return new Sighting(
                node,
                side,
                from,
                sinceMillis,
                listens,
                reachedAtMillis,
                Math.max(missedAtMillis, millis),
                checked,
                checkedAtMillis,
                answered,
                relayedAtMillis);
    }

    Sighting checked(String address, boolean nowAnswered, long millis) {
        return new Sighting(
                node,
                side,
                from,
                sinceMillis,
                listens,
                reachedAtMillis,
                missedAtMillis,
                address,
                millis,
                nowAnswered,
                relayedAtMillis);
    }
}

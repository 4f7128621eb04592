package sparecore.broker.market;

import sparecore.identity.NodeId;

/**
 * What the broker last saw of a node. Each link proves the node's key by its TLS handshake; whether buyers reach a seller shows in
 * what comes of its leases. Not durable.
 *
 * @param from where its last link came from, "host:port"; empty if it has not been seen since the broker started
 * @param sinceMillis when that link came; zero likewise
 * @param reachedAtMillis when a buyer last came to this seller; zero for never
 * @param missedAtMillis when one last did not come in time; zero for never
 */
public record Sighting(
        NodeId node, Side side, String from, long sinceMillis, long reachedAtMillis, long missedAtMillis) {
    static Sighting none(NodeId node, Side side) {
        return new Sighting(node, side, "", 0, 0, 0);
    }

    Sighting linked(Session session) {
        return new Sighting(node, side, session.from(), session.sinceMillis(), reachedAtMillis, missedAtMillis);
    }

    Sighting reached(long millis) {
        return new Sighting(node, side, from, sinceMillis, Math.max(reachedAtMillis, millis), missedAtMillis);
    }

    Sighting missed(long millis) {
        return new Sighting(node, side, from, sinceMillis, reachedAtMillis, Math.max(missedAtMillis, millis));
    }
}

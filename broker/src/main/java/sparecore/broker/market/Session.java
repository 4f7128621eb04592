package sparecore.broker.market;

import java.util.List;
import sparecore.identity.NodeId;

/**
 * A node that is connected. Not durable.
 *
 * @param number unique in one run of the broker
 * @param from where its link comes from, "host:port"
 * @param sinceMillis when the link proved the node's key
 */
public record Session(long number, NodeId node, Side side, String from, long sinceMillis) {
    private static final int IPV6_GROUPS = 8;
    private static final int IPV6_GROUPS_OF_HOUSE = 4;

    /** The address without its port. An IPv6 host has a whole /64 to itself (RFC 4291, section 2.5.4): that part of it. */
    public String host() {
        return host(from);
    }

    /** @param from "host:port" as it is in a session */
    static String host(String from) {
        String host = from.substring(0, Math.max(0, from.lastIndexOf(':')));
        String[] groups = host.split(":", IPV6_GROUPS + 1);
        return groups.length == IPV6_GROUPS ? String.join(":", List.of(groups).subList(0, IPV6_GROUPS_OF_HOUSE)) : host;
    }
}

package sparecore.broker.market;

import java.util.List;
import sparecore.identity.NodeId;

/**
 * A node that is connected. Not durable.
 *
 * @param number unique in one run of the broker
 * @param from where its link comes from, "host:port"
 * @param sinceMillis when the link proved the node's key
 * @param listens where it says that others may dial it, "host:port"; empty for nowhere
 */
public record Session(long number, NodeId node, Side side, String from, long sinceMillis, String listens) {
    private static final int IPV6_GROUPS = 8;
    private static final int IPV6_GROUPS_OF_HOUSE = 4;

    /** The session of a node that listens nowhere. */
    public Session(long number, NodeId node, Side side, String from, long sinceMillis) {
        this(number, node, side, from, sinceMillis, "");
    }

    /** Where its link comes from, without the port and without brackets. */
    public String address() {
        return address(from);
    }

    private static String address(String from) {
        return from.substring(0, Math.max(0, from.lastIndexOf(':'))).replaceAll("^\\[|]$", "");
    }

    /** The address, or what stands for it: an IPv6 host has a whole /64 to itself (RFC 4291, section 2.5.4), so that part of it. */
    public String host() {
        return host(from);
    }

    /** @param from "host:port" as it is in a session */
    static String host(String from) {
        String host = address(from);
        String[] groups = host.split(":", IPV6_GROUPS + 1);
        return groups.length == IPV6_GROUPS ? String.join(":", List.of(groups).subList(0, IPV6_GROUPS_OF_HOUSE)) : host;
    }
}

package sparecore.broker.reach;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How far an address is of use. The broker dials for nobody where that node could not have come from itself: otherwise strangers would
 * have it knock at doors inside its own network.
 */
enum Scope {
    MACHINE,
    NETWORK,
    WORLD;

    private static final int UNIQUE_LOCAL_MASK = 0xFE;
    private static final int UNIQUE_LOCAL = 0xFC;

    static Scope of(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()) {
            return MACHINE;
        }
        boolean uniqueLocal = address instanceof Inet6Address
                && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL; // fc00::/7, RFC 4193
        return address.isSiteLocalAddress() || address.isLinkLocalAddress() || uniqueLocal ? NETWORK : WORLD;
    }

    /** Whether a node that comes from here may have the broker dial there. */
    static boolean mayDial(InetAddress from, InetAddress to) {
        return of(to).compareTo(of(from)) >= 0 && !to.isAnyLocalAddress() && !to.isMulticastAddress();
    }
}

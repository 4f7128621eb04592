package sparecore.buyer.daemon;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import sparecore.link.Outgoing;

/**
 * How a buyer reaches others, and others it.
 *
 * @param listen where sellers may dial it; null for nowhere
 * @param advertise the address that they are told; empty for the one that is listened on
 */
record Network(@Nullable InetSocketAddress listen, String advertise, Outgoing outgoing) {
    static final Network DEFAULT = new Network(null, "", Outgoing.STRAIGHT);
}

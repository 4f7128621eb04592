package sparecore.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node reaches others.
 *
 * @param socks the SOCKS 5 proxy that every outgoing connection goes through, names and all; null for none
 */
public record Outgoing(@Nullable InetSocketAddress socks) {
    /** A circuit through several machines takes its time. */
    private static final int SLOWER_BY_PROXY = 3;

    public static final Outgoing STRAIGHT = new Outgoing(null);

    /** What an attempt may take that would take {@code straight} without a proxy. */
    Duration patience(Duration straight) {
        return socks == null ? straight : straight.multipliedBy(SLOWER_BY_PROXY);
    }
}

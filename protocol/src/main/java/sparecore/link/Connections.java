package sparecore.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts a listener's connections, in all and per remote address. An IPv6 host has a whole /64 to itself (RFC 4291, section
 * 2.5.4), so that one counts as one address. A handshake costs more than a connection, and is limited in rate as well. Thread-safe.
 */
final class Connections {
    private static final int IPV6_PREFIX_BYTES = 8;

    private final int most;
    private final int mostPerAddress;
    private final Map<ByteBuffer, Integer> perAddress = new HashMap<>();
    private final Allowances<ByteBuffer> handshakes;
    private int count;

    Connections(LinkLimits limits) {
        this.most = limits.connectionsMax();
        this.mostPerAddress = limits.connectionsPerAddressMax();
        this.handshakes = new Allowances<>(limits.handshakesPerSecond(), LinkLimits.HANDSHAKES_AT_ONCE);
    }

    /** @return false if a limit is reached; then {@link #leave} must not be called */
    synchronized boolean enter(InetAddress remote, long nowNanos) {
        ByteBuffer address = hostOf(remote);
        int here = perAddress.getOrDefault(address, 0);
        if (count >= most || here >= mostPerAddress || !handshakes.take(address, nowNanos)) {
            return false;
        }
        count++;
        perAddress.put(address, here + 1);
        return true;
    }

    synchronized void leave(InetAddress remote) {
        count--;
        perAddress.computeIfPresent(hostOf(remote), (key, here) -> here == 1 ? null : here - 1);
    }

    private static ByteBuffer hostOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, IPV6_PREFIX_BYTES));
    }
}

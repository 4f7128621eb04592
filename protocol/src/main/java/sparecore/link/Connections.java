package sparecore.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts a listener's connections, in all and per {@link House}. A handshake costs more than a connection, and is limited in rate as well. Thread-safe.
 */
final class Connections {
    private final int most;
    private final int mostPerAddress;
    private final Map<House, Integer> perAddress = new HashMap<>();
    private final Allowances<House> handshakes;
    private int count;

    Connections(LinkLimits limits) {
        this.most = limits.connectionsMax();
        this.mostPerAddress = limits.connectionsPerAddressMax();
        this.handshakes = new Allowances<>(limits.handshakesPerSecond(), LinkLimits.HANDSHAKES_AT_ONCE);
    }

    /** @return false if a limit is reached; then {@link #leave} must not be called */
    synchronized boolean enter(InetAddress remote, long nowNanos) {
        House address = House.of(remote);
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
        perAddress.computeIfPresent(House.of(remote), (key, here) -> here == 1 ? null : here - 1);
    }
}

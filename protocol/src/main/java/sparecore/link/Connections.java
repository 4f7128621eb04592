package sparecore.link;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts a listener's connections, in all and per remote address. Thread-safe. */
final class Connections {
    private final int most;
    private final int mostPerAddress;
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private int count;

    Connections(LinkLimits limits) {
        this.most = limits.connectionsMax();
        this.mostPerAddress = limits.connectionsPerAddressMax();
    }

    /** @return false if a limit is reached; then {@link #leave} must not be called */
    synchronized boolean enter(InetAddress address) {
        int here = perAddress.getOrDefault(address, 0);
        if (count >= most || here >= mostPerAddress) {
            return false;
        }
        count++;
        perAddress.put(address, here + 1);
        return true;
    }

    synchronized void leave(InetAddress address) {
        count--;
        perAddress.computeIfPresent(address, (key, here) -> here == 1 ? null : here - 1);
    }
}

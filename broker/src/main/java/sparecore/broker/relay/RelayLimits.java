package sparecore.broker.relay;

/**
 * What the relay carries at most. Each limit is reached by design: what happens then is said with it.
 *
 * @param bytesPerSecond of all leases together, both ways; beyond it they wait for each other. Zero: there is no relay
 * @param leaseBytesPerSecond of one lease, both ways; beyond it it waits
 * @param leaseBytesMax of one lease as long as it lives, both ways; then its stream ends and it gets no other
 * @param leasesMax that are joined at once; further peers are told to come later
 * @param connectionsMax that wait, those of strangers among them; further ones are closed
 * @param connectionsPerAddressMax likewise, of one address
 * @param connectionsPerKeyMax likewise, of one key
 * @param nameMillis until a connection must have named its lease; strangers last no longer
 * @param waitMillis until the other peer must have come; then who waits is sent away
 * @param idleMillis without a byte; then the stream ends. Peers send pings more often than that
 */
public record RelayLimits(
        long bytesPerSecond,
        long leaseBytesPerSecond,
        long leaseBytesMax,
        int leasesMax,
        int connectionsMax,
        int connectionsPerAddressMax,
        int connectionsPerKeyMax,
        long nameMillis,
        long waitMillis,
        long idleMillis) {
    public static final RelayLimits DEFAULT =
            new RelayLimits(32L << 20, 8L << 20, 4L << 30, 512, 1_024, 512, 300, 3_000, 12_000, 60_000);

    public RelayLimits {
        if (bytesPerSecond < 0 || leaseBytesPerSecond < 1) {
            throw new IllegalArgumentException("a relay carries nothing or more");
        }
    }

    public RelayLimits withBytesPerSecond(long bytes) {
        return new RelayLimits(
                bytes,
                leaseBytesPerSecond,
                leaseBytesMax,
                leasesMax,
                connectionsMax,
                connectionsPerAddressMax,
                connectionsPerKeyMax,
                nameMillis,
                waitMillis,
                idleMillis);
    }
}

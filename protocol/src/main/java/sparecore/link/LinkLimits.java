package sparecore.link;

import java.time.Duration;

/**
 * The limits of every link. Each is reached by design: what happens then is said with it.
 *
 * @param frameBytesMax largest frame taken from a peer until {@link Link#setFrameBytesMax} raises it; a larger one ends the link
 *     before anything is allocated for it
 * @param connectionsMax of one listener; further ones are closed at once
 * @param connectionsPerAddressMax of one listener and remote address; further ones are closed at once
 * @param handshakesPerSecond of one remote address, after the first {@link #HANDSHAKES_AT_ONCE}; further connections are closed at once,
 *     before any key is looked at
 * @param openTimeout from the TCP connection to the checked greeting; slower peers are dropped
 * @param pingInterval silence after which a ping is sent
 * @param silenceMax silence after which the peer counts as gone
 */
public record LinkLimits(
        int frameBytesMax,
        int connectionsMax,
        int connectionsPerAddressMax,
        int handshakesPerSecond,
        Duration openTimeout,
        Duration pingInterval,
        Duration silenceMax) {
    /** A whole house behind one address may come back at once. */
    static final int HANDSHAKES_AT_ONCE = 1024;

    /** Enough for every message of the market; fragments and programs need {@link #PEER_FRAME_BYTES_MAX}. */
    public static final int MARKET_FRAME_BYTES_MAX = 64 << 10;

    /** The largest fragment input or output (4 MiB), with its arguments and standard error. */
    public static final int PEER_FRAME_BYTES_MAX = (4 << 20) + (256 << 10);

    /** Frames waiting to be sent: above the high mark {@link Link#isWritable} says no, above the hard limit the link closes. */
    static final int SEND_QUEUE_LOW_BYTES = 256 << 10;

    static final int SEND_QUEUE_HIGH_BYTES = 1 << 20;
    static final int SEND_QUEUE_HARD_BYTES = 32 << 20;

    /** Requests waiting for an answer on one link. */
    static final int REQUESTS_MAX = 1024;

    public static final LinkLimits DEFAULT = new LinkLimits(
            MARKET_FRAME_BYTES_MAX,
            4096,
            1024,
            64,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20));

    /** The same, with another number of connections of one listener. */
    public LinkLimits withConnectionsMax(int most) {
        return new LinkLimits(
                frameBytesMax,
                most,
                connectionsPerAddressMax,
                handshakesPerSecond,
                openTimeout,
                pingInterval,
                silenceMax);
    }
}

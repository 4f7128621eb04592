package sparecore.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Where connections come from, for limits: a key costs nothing, an address a little. An IPv6 host has a whole /64 to itself (RFC 4291,
 * section 2.5.4), so that one counts as one address.
 */
public record House(ByteBuffer address) {
    private static final int IPV6_PREFIX_BYTES = 8;

    public static House of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return new House(ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, IPV6_PREFIX_BYTES)));
    }

    /** One for all of which nothing is known. */
    public static House of(InetSocketAddress remote) {
        return remote.getAddress() == null ? new House(ByteBuffer.allocate(0)) : of(remote.getAddress());
    }
}

package sparecore.terminal;

import java.net.InetSocketAddress;

/**
 * An address as people and peers write it: HOST:PORT, an IPv6 address in brackets.
 *
 * @param host a name or an address in digits, without brackets
 * @param port 0 stands for a free one, where that makes sense
 */
public record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException with what is wrong */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT, such as 127.0.0.1:7700");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.indexOf(':') >= 0 && !bracketed) {
            throw new IllegalArgumentException("an IPv6 address is given in brackets, as in [::1]:7700");
        }
        if (!bare.matches("[!-~&&[^@/\\[\\]]]+")) {
            throw new IllegalArgumentException("'" + host + "' is not a host");
        }
        return new HostPort(bare, port(text.substring(colon + 1)));
    }

    /** As {@link #parse}, for a port that must be known. @throws IllegalArgumentException with what is wrong */
    public static HostPort parseDialled(String text) {
        HostPort parsed = parse(text);
        if (parsed.port == 0) {
            throw new IllegalArgumentException("'" + text + "' names no port");
        }
        return parsed;
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= PORT_MAX) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("'" + text + "' is not a port: 0 to 65535");
    }

    /** In digits. */
    public static HostPort of(InetSocketAddress address) {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort());
    }

    /** @throws IllegalArgumentException if there is no such host */
    public InetSocketAddress resolve() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host '" + host + "' is not known");
        }
        return address;
    }

    /** Not looked up: that is for whoever dials. */
    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

package sparecore.broker.main;

import java.net.InetSocketAddress;

/** An address to listen on, as a command line gives it: HOST:PORT, an IPv6 address in brackets, port 0 for a free one. */
record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** @throws IllegalArgumentException with what is wrong */
    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT, such as 127.0.0.1:7700");
        }
        String host = text.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        return new HostPort(bare, port(text.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a port: 0 to 65535", e);
        }
        throw new IllegalArgumentException("'" + text + "' is not a port: 0 to 65535");
    }

    /** @throws IllegalArgumentException if there is no such host */
    InetSocketAddress resolve() {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host '" + host + "' is not known");
        }
        return address;
    }

    /** The host as it stands before a colon and a port. */
    static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}

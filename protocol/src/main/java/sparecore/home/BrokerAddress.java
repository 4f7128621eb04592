package sparecore.home;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A broker's address with the key that it must prove, written {@code KEY@HOST:PORT}.
 *
 * @param host a name or an address; an IPv6 address without brackets
 */
public record BrokerAddress(NodeId key, String host, int port) {
    /** The file in the broker's data folder that tells daemons of the same user where it is. */
    public static final String FILE = "address";

    public BrokerAddress {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535, not " + port);
        }
    }

    /** @throws IllegalArgumentException with what is wrong */
    public static BrokerAddress parse(String text) {
        int at = text.indexOf('@');
        int colon = text.lastIndexOf(':');
        if (at < 0 || colon < at) {
            throw new IllegalArgumentException(
                    "a broker is given as KEY@HOST:PORT, as `sparecore broker run` prints it");
        }
        String bare = hostIn(text.substring(at + 1, colon));
        try {
            return new BrokerAddress(
                    NodeId.parse(text.substring(0, at)), bare, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text.substring(colon + 1) + "' is not a port", e);
        }
    }

    private static String hostIn(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("a broker is given as KEY@HOST:PORT; the host is missing");
        }
        if (bare.indexOf(':') >= 0 && !bracketed) {
            throw new IllegalArgumentException("an IPv6 address is given in brackets, as in KEY@[::1]:PORT");
        }
        if (!bare.matches("[!-~&&[^@/\\[\\]]]+")) {
            throw new IllegalArgumentException("'" + bare + "' is not a host");
        }
        return bare;
    }

    /**
     * The broker that a command line names, or else the one that runs on this machine under the same user.
     *
     * @param option the option's text; empty if it was not given
     * @throws Failure with what to do
     */
    public static BrokerAddress choose(String option) {
        try {
            if (!option.isBlank()) {
                return parse(option);
            }
            Path file = DataFolder.home().resolve("broker").resolve(FILE);
            if (!Files.exists(file)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "no broker is known: start one here with `sparecore broker run`, or name one with --broker KEY@HOST:PORT");
            }
            return parse(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--broker: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot read the broker's address: " + e, e);
        }
    }

    /** Not looked up: that is for whoever dials, each time anew. */
    public InetSocketAddress unresolved() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return key + "@" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}

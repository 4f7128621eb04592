package sparecore.home;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;

/**
 * A broker's address with the key that it must prove, written {@code KEY@HOST:PORT}. A market that several brokers serve has several
 * places and one key: {@code KEY@HOST:PORT,HOST:PORT}.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param others where to go when it cannot be reached there, in this order
 */
public record BrokerAddress(NodeId key, String host, int port, List<HostPort> others) {
    /** The file in the broker's data folder that tells daemons of the same user where it is. */
    public static final String FILE = "address";

    private static final int PLACES_MAX = 16;

    public BrokerAddress {
        others = List.copyOf(others);
        requirePort(port);
        others.forEach(place -> requirePort(place.port()));
        if (others.size() >= PLACES_MAX) {
            throw new IllegalArgumentException("a broker has at most " + PLACES_MAX + " addresses");
        }
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port lies between 1 and 65535, not " + port);
        }
    }

    /** One with a single place. */
    public BrokerAddress(NodeId key, String host, int port) {
        this(key, new HostPort(host, port), List.of());
    }

    private BrokerAddress(NodeId key, HostPort first, List<HostPort> others) {
        this(key, first.host(), first.port(), others);
    }

    /** @throws IllegalArgumentException with what is wrong */
    public static BrokerAddress parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException(
                    "a broker is given as KEY@HOST:PORT, as `sparecore broker run` prints it");
        }
        List<HostPort> places = Arrays.stream(text.substring(at + 1).split(",", -1))
                .map(BrokerAddress::placeIn)
                .toList();
        return new BrokerAddress(NodeId.parse(text.substring(0, at)), places.get(0), places.subList(1, places.size()));
    }

    private static HostPort placeIn(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "a broker is given as KEY@HOST:PORT, as `sparecore broker run` prints it");
        }
        String bare = hostIn(text.substring(0, colon));
        try {
            return new HostPort(bare, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text.substring(colon + 1) + "' is not a port", e);
        }
    }

    /** The same broker, with its next place first: where to try after this one has failed. */
    public BrokerAddress next() {
        if (others.isEmpty()) {
            return this;
        }
        List<HostPort> after = new ArrayList<>(others.subList(1, others.size()));
        after.add(new HostPort(host, port));
        return new BrokerAddress(key, others.get(0), after);
    }

    private static String hostIn(String host) {
        if (host.isEmpty() || host.equals("[]")) {
            throw new IllegalArgumentException("a broker is given as KEY@HOST:PORT; the host is missing");
        }
        return HostPort.bareHost(host);
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

    /** All its places in order, not looked up. */
    public List<InetSocketAddress> everywhere() {
        List<InetSocketAddress> all = new ArrayList<>(List.of(unresolved()));
        others.forEach(place -> all.add(place.unresolved()));
        return all;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(key.toString()).append('@').append(new HostPort(host, port));
        others.forEach(place -> text.append(',').append(place));
        return text.toString();
    }
}

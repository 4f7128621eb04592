package sparecore.broker.main;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.relay.RelayLimits;
import sparecore.link.Outgoing;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;

/**
 * How a broker is to be run.
 *
 * @param consoleAddress null if there is no console
 * @param advertisedHost null if peers find it under the host that it listens on
 */
record RunOptions(
        Path data,
        InetSocketAddress listen,
        @Nullable InetSocketAddress consoleAddress,
        HouseTerms house,
        @Nullable String advertisedHost,
        Network network) {
    private static final String CONSOLE_OFF = "off";

    /** @param outgoing how it dials those who say that they can be dialled */
    record Network(Outgoing outgoing, RelayLimits relay) {
        static final Network DEFAULT = new Network(Outgoing.STRAIGHT, RelayLimits.DEFAULT);
    }

    /** @throws Failure with the option that is wrong */
    static RunOptions of(
            Path data, String listen, String console, int commission, Credits payoutLeast, @Nullable String advertise) {
        return new RunOptions(
                data,
                address("--listen", listen),
                console.equals(CONSOLE_OFF) ? null : loopback(address("--console", console)),
                new HouseTerms(commission(commission), payoutLeast(payoutLeast)),
                advertise == null ? null : host(advertise),
                Network.DEFAULT);
    }

    RunOptions with(Network other) {
        return new RunOptions(data, listen, consoleAddress, house, advertisedHost, other);
    }

    Optional<InetSocketAddress> console() {
        return Optional.ofNullable(consoleAddress);
    }

    /** The host that peers are told to dial. */
    String reachableHost() {
        if (advertisedHost != null) {
            return advertisedHost;
        }
        return isEverywhere() ? "127.0.0.1" : listen.getHostString();
    }

    /** Whether it listens on all addresses, so that only its operator knows which one peers can reach. */
    boolean isEverywhere() {
        return listen.getAddress().isAnyLocalAddress();
    }

    private static InetSocketAddress address(String option, String text) {
        try {
            return HostPort.parse(text).resolve();
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress loopback(InetSocketAddress address) {
        if (!address.getAddress().isLoopbackAddress()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--console: the console has no password, so it listens on this machine only: use 127.0.0.1:PORT,"
                            + " and an SSH tunnel from elsewhere");
        }
        return address;
    }

    private static Commission commission(int basisPoints) {
        try {
            return new Commission(basisPoints);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--commission: " + e.getMessage(), e);
        }
    }

    private static Credits payoutLeast(Credits amount) {
        if (amount.isNegative()) {
            throw new Failure(ExitCode.USAGE, "--payout-least: not less than nothing");
        }
        return amount;
    }

    private static String host(String text) {
        if (!text.matches("[!-~]{1,255}") || text.contains("@")) {
            throw new Failure(ExitCode.USAGE, "--advertise: '" + text + "' is not a host name or an address");
        }
        return text;
    }
}

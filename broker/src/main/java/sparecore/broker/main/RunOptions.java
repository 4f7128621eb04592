package sparecore.broker.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.relay.RelayLimits;
import sparecore.broker.store.Books;
import sparecore.lease.Ticket;
import sparecore.link.Outgoing;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.store.Login;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;

/**
 * How a broker is to be run.
 *
 * @param consoleAddress null if there is no console
 * @param advertisedHost null if peers find it under the host that it listens on
 * @param server null if the books are in the data folder
 * @param leaseMillisMost no ticket lasts longer
 */
record RunOptions(
        Path data,
        InetSocketAddress listen,
        @Nullable InetSocketAddress consoleAddress,
        HouseTerms house,
        @Nullable String advertisedHost,
        @Nullable Login server,
        Network network,
        long leaseMillisMost) {
    /** Buyers leave a lease ten seconds before its end, and ask for its renewal in its last third, every five seconds: twice. */
    static final int LEASE_SECONDS_LEAST = 60;

    private static final long LEASE_SECONDS_MOST = TimeUnit.MILLISECONDS.toSeconds(Ticket.DURATION_MILLIS_MAX);

    private static final int PASSWORD_BYTES_MAX = 1024;
    private static final String CONSOLE_OFF = "off";

    /** @param outgoing how it dials those who say that they can be dialled */
    record Network(Outgoing outgoing, RelayLimits relay) {
        static final Network DEFAULT = new Network(Outgoing.STRAIGHT, RelayLimits.DEFAULT);
    }

    /** @throws Failure with the option that is wrong */
    static RunOptions of(
            Path data,
            String listen,
            String console,
            int commission,
            Credits payoutLeast,
            @Nullable String advertise,
            @Nullable Login server) {
        return new RunOptions(
                data,
                address("--listen", listen),
                console.equals(CONSOLE_OFF) ? null : loopback(address("--console", console)),
                new HouseTerms(commission(commission), payoutLeast(payoutLeast)),
                advertise == null ? null : host(advertise),
                server,
                Network.DEFAULT,
                Ticket.DURATION_MILLIS_MAX);
    }

    /**
     * Where a server with the books is.
     *
     * @param url null if there is none
     * @param passwordFile null if the password is in {@code ~/.pgpass}, or none is needed
     * @throws Failure with the option that is wrong
     */
    static @Nullable Login server(@Nullable String url, @Nullable Path passwordFile) {
        if (url == null) {
            if (passwordFile != null) {
                throw new Failure(ExitCode.USAGE, "--store-password: it is for --store");
            }
            return null;
        }
        try {
            return new Login(url, passwordFile == null ? null : firstLine(passwordFile));
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--store: " + e.getMessage()
                            + ". It is jdbc:postgresql://HOST:PORT/DATABASE?user=NAME; everybody on this machine can read a"
                            + " command line, so put the password into a file (--store-password FILE) or into ~/.pgpass",
                    e);
        }
    }

    private static String firstLine(Path file) {
        try {
            if (Files.size(file) > PASSWORD_BYTES_MAX) {
                throw new Failure(ExitCode.USAGE, "--store-password: " + file + " is too long for a password");
            }
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "--store-password: cannot read " + e.getMessage(), e);
        }
    }

    Books books() {
        return new Books(data, server);
    }

    /** What to do when the books cannot be written. */
    String remedy() {
        return server == null ? "Make room in " + data : "See to the server " + server.place();
    }

    RunOptions with(Network other) {
        return new RunOptions(data, listen, consoleAddress, house, advertisedHost, server, other, leaseMillisMost);
    }

    RunOptions withLeaseSecondsMost(int seconds) {
        if (seconds < LEASE_SECONDS_LEAST || seconds > LEASE_SECONDS_MOST) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--lease-seconds: from " + LEASE_SECONDS_LEAST + " to " + LEASE_SECONDS_MOST + ", not " + seconds);
        }
        return new RunOptions(
                data,
                listen,
                consoleAddress,
                house,
                advertisedHost,
                server,
                network,
                TimeUnit.SECONDS.toMillis(seconds));
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

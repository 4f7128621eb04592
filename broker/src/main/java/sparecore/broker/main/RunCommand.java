package sparecore.broker.main;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.broker.relay.RelayLimits;
import sparecore.home.DataFolder;
import sparecore.link.Outgoing;
import sparecore.money.Credits;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.SocksOption;
import sparecore.terminal.StopSignals;

/** {@code broker run}: the market itself, until it is told to stop. */
@CommandLine.Command(
        name = "run",
        description = "Runs the market until it is stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7700",
            description = "Where sellers and buyers connect; port 0 for a free one (default: ${DEFAULT-VALUE}).")
    private String listen = "";

    @CommandLine.Option(
            names = "--console",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7701",
            description =
                    "Where the console page is, on this machine only; 'off' for none (default: ${DEFAULT-VALUE}).")
    private String console = "";

    @CommandLine.Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the broker keeps its key and its books (default: ~/.sparecore/broker).")
    private @Nullable Path data;

    @CommandLine.Option(
            names = "--commission",
            paramLabel = "BPS",
            defaultValue = "500",
            description =
                    "The operator's share in hundredths of a percent, for new bids, until `broker set` says otherwise (default: ${DEFAULT-VALUE}).")
    private int commission;

    @CommandLine.Option(
            names = "--payout-least",
            paramLabel = "CREDITS",
            defaultValue = "10",
            description =
                    "Withdrawals of less are refused, until `broker set` says otherwise (default: ${DEFAULT-VALUE}).")
    private Credits payoutLeast = Credits.ZERO;

    @CommandLine.Option(
            names = "--advertise",
            paramLabel = "HOST",
            description = "The host that others reach this machine by, where it differs from --listen.")
    private @Nullable String advertise;

    @CommandLine.Option(
            names = "--store",
            paramLabel = "URL",
            description = {
                "Keep the books on a PostgreSQL server, jdbc:postgresql://HOST:PORT/DATABASE?user=NAME, instead of in the data"
                        + " folder. Any number of brokers with one key file may name the same: one is in office and writes, the"
                        + " others pass on what peers say, and one of them takes over."
            })
    private @Nullable String store;

    @CommandLine.Option(
            names = "--store-password",
            paramLabel = "FILE",
            description = "The server's password, alone in a file; without it, ~/.pgpass is looked into.")
    private @Nullable Path storePassword;

    @CommandLine.Option(
            names = "--relay-rate",
            paramLabel = "SIZE",
            description =
                    "What the relay may carry in a second, of all leases together, for sellers and buyers who cannot"
                            + " dial each other; 0 for no relay (default: 32M).")
    private @Nullable ByteSize relayRate;

    @CommandLine.Option(
            names = "--lease-seconds",
            paramLabel = "N",
            defaultValue = "3600",
            description =
                    "No lease is longer; those whose job goes on are renewed before they end (default: ${DEFAULT-VALUE}, which is the most).")
    private int leaseSeconds;

    @CommandLine.Mixin
    private SocksOption socks = new SocksOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = data == null ? DataFolder.home().resolve("broker") : data;
        RunOptions options = RunOptions.of(
                        folder,
                        listen,
                        console,
                        commission,
                        payoutLeast,
                        advertise,
                        RunOptions.server(store, storePassword))
                .with(network())
                .withLeaseSecondsMost(leaseSeconds);
        try (BrokerProcess broker = BrokerProcess.start(options)) {
            StopSignals.run(broker::close);
            broker.announce();
            broker.greeting().lines().forEach(System.err::println);
            broker.awaitEnd();
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK.status();
    }

    private RunOptions.Network network() {
        RelayLimits relay = RelayLimits.DEFAULT;
        return new RunOptions.Network(
                new Outgoing(socks.proxy()), relayRate == null ? relay : relay.withBytesPerSecond(relayRate.bytes()));
    }
}

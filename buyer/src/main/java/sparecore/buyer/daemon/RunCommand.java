package sparecore.buyer.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.link.Outgoing;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;
import sparecore.terminal.SocksOption;
import sparecore.terminal.StopSignals;

/** {@code sparecore buyer run}: the buyer daemon, until a signal ends it. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the buyer daemon: it buys CPU time for the programs of this user.",
        footer = {
            "",
            "The daemon keeps jobs in its data folder: stop it at any moment, start it again, and they go on.",
            "Exit status: 0 stopped in order, by Ctrl-C or SIGTERM, 2 wrong command line, 3 something on this machine.",
        })
public final class RunCommand implements Callable<Integer> {
    @Option(
            names = "--broker",
            paramLabel = "KEY@HOST:PORT[,HOST:PORT...]",
            defaultValue = "",
            description = "The broker, as `sparecore broker run` prints it. Default: the one on this machine.")
    private String broker = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: ~/.sparecore/buyer, or $SPARECORE_HOME/buyer.")
    private @Nullable Path data;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where sellers that cannot be dialled may dial this buyer. Default: nowhere; such sellers are met at"
                            + " the broker's relay.")
    private @Nullable HostPort listen;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "The address that sellers are told. Default: the one that is listened on.")
    private @Nullable HostPort advertise;

    @Option(
            names = "--shelf",
            paramLabel = "SIZE",
            defaultValue = "4G",
            description =
                    "Disk space for programs and their files, 1G to 1T. What no open job needs makes room for new ones."
                            + " Default: ${DEFAULT-VALUE}.")
    private ByteSize shelf = new ByteSize(ProgramShelf.BYTES_DEFAULT);

    @Mixin
    private SocksOption socks = new SocksOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        BrokerAddress address = BrokerAddress.choose(broker);
        Path folder = data == null ? DataFolder.home().resolve("buyer") : data;
        CountDownLatch stop = new CountDownLatch(1);
        int[] status = {ExitCode.OK.status()};
        try (BuyerDaemon daemon = BuyerDaemon.start(
                folder, address, network(), shelfBytes(), Clock.systemUTC(), new SecureRandom(), broken -> {
                    System.err.println("sparecore: the buyer stops: " + broken.getMessage());
                    status[0] = ExitCode.ENVIRONMENT.status();
                    stop.countDown();
                })) {
            StopSignals.run(stop::countDown);
            for (String line : List.of(
                    "buyer " + daemon.id() + " is ready",
                    "broker " + address,
                    "socket " + daemon.socket(),
                    "credits: the operator adds them with `sparecore broker credit " + daemon.id() + " AMOUNT`")) {
                System.err.println(line);
            }
            stop.await();
        }
        return status[0];
    }

    private long shelfBytes() {
        if (shelf.bytes() < ProgramShelf.BYTES_MIN || shelf.bytes() > SHELF_BYTES_MAX) {
            throw new Failure(ExitCode.USAGE, "--shelf: 1 GiB to 1024 GiB, not " + ByteSize.show(shelf.bytes()));
        }
        return shelf.bytes();
    }

    private Network network() {
        if (advertise != null && (listen == null || advertise.port() == 0)) {
            throw new Failure(ExitCode.USAGE, "--advertise: HOST:PORT of what --listen opens");
        }
        try {
            return new Network(
                    listen == null ? null : listen.resolve(),
                    advertise == null ? "" : advertise.toString(),
                    new Outgoing(socks.proxy()));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--listen: " + e.getMessage(), e);
        }
    }

    private static final long SHELF_BYTES_MAX = 1L << 40;
}

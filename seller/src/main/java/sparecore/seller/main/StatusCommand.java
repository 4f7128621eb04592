package sparecore.seller.main;

import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.api.seller.GetStatusRequest;
import sparecore.api.seller.ProgramRow;
import sparecore.api.seller.SellerGrpc;
import sparecore.api.seller.SellerStatus;
import sparecore.content.Digest;
import sparecore.exchange.Tell;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.local.LocalChannel;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.seller.control.StatusJson;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.terminal.Table;

/** {@code sparecore seller status}: shows what the running seller does. */
@Command(
        name = "status",
        description = "Shows what the running seller offers, runs and earns.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:shown", "3:no seller runs in that data folder"})
final class StatusCommand implements Callable<Integer> {
    private static final long ANSWER_SECONDS = 5;
    private static final double MICROS_PER_SECOND = 1e6;

    @Option(names = "--data", paramLabel = "DIR", description = "The seller's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print one JSON object on standard output.")
    private boolean json;

    @Override
    public Integer call() {
        SellerStatus status = ask(RunOptions.dataFolder(data));
        System.out.print(json ? Json.pretty(StatusJson.of(status)) + "\n" : text(status));
        System.out.flush();
        return ExitCode.OK.status();
    }

    private static SellerStatus ask(Path folder) {
        try (LocalChannel channel = LocalChannel.open(DataFolder.socketIn(folder))) {
            return SellerGrpc.newBlockingStub(channel.channel())
                    .withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS)
                    .getStatus(GetStatusRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    "no seller answers in " + folder + " (" + e.getStatus().getCode()
                            + "): start one with `sparecore seller run`, or name its folder with --data",
                    e);
        }
    }

    private static String text(SellerStatus status) {
        Table table = new Table("seller", NodeId.fromWire(status.getNode()).toString())
                .row("broker", NodeId.fromWire(status.getBroker()))
                .row("connected", (status.getBrokerConnected() ? "yes: " : "no: ") + status.getNote())
                .row("slots for sale", status.getSlotsOpen() + " of " + status.getSlots())
                .row("speed", String.format(Locale.ROOT, "%.2f of the reference", status.getSpeedPpm() / 1e6))
                .row("price", new Price(status.getPrice()) + " credits per reference CPU-second")
                .row("address", status.getAddress().isEmpty() ? "none: it opens no port" : status.getAddress())
                .row("leases", status.getLeases() + " now")
                .row("replicas run", status.getReplicasRun() + " in all")
                .row("CPU time", seconds(status.getCpuMicros()))
                .row("account", Credits.ofMicro(status.getAvailable()) + " credits")
                .row("earned", Credits.ofMicro(status.getEarned()) + " credits")
                .row("broker saw it", Tell.sighting(status.getSighting()))
                .row("unpaid", Credits.ofMicro(status.getUnpaid()) + " credits");
        return table + programs(status);
    }

    private static String programs(SellerStatus status) {
        if (status.getProgramsCount() == 0) {
            return "";
        }
        Table table = new Table("program", "bytes", "runs", "CPU time");
        for (ProgramRow row : status.getProgramsList()) {
            table.row(
                    Digest.fromBytes(row.getDigest().toByteArray()).shortForm(),
                    row.getSizeBytes(),
                    row.getRuns(),
                    seconds(row.getCpuMicros()));
        }
        return "\n" + table;
    }

    private static String seconds(long micros) {
        return String.format(Locale.ROOT, "%.1f s", micros / MICROS_PER_SECOND);
    }
}

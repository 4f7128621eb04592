package sparecore.buyer.referee;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerGrpc.BrokerBlockingStub;
import sparecore.api.broker.SettleDisputeRequest;
import sparecore.home.DataFolder;
import sparecore.local.LocalChannel;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.DisputeRow;
import sparecore.wire.GetDisputes;

/** The disputes of the broker of a data folder on this machine. */
final class Office {
    private static final long ANSWER_SECONDS_MAX = 15;

    private final Path folder;

    Office(Path folder) {
        this.folder = folder;
    }

    /** @throws Failure if there is no broker */
    List<DisputeRow> all() {
        return ask(broker -> broker.getDisputes(GetDisputes.getDefaultInstance()))
                .getRowsList();
    }

    /** @throws Failure if there is no such dispute, or no broker */
    DisputeRow find(long number) {
        return all().stream()
                .filter(row -> row.getNumber() == number)
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.MARKET,
                        "no dispute has the number " + number + ": `sparecore broker disputes` lists them"));
    }

    DisputeRow settle(long number, Finding finding) {
        return ask(broker -> broker.settleDispute(SettleDisputeRequest.newBuilder()
                .setNumber(number)
                .setUpheld(finding.decision() == Finding.Decision.UPHELD)
                .setWhy(finding.why())
                .build()));
    }

    private <T> T ask(Function<BrokerBlockingStub, T> call) {
        try (LocalChannel channel = LocalChannel.open(DataFolder.socketIn(folder))) {
            return call.apply(BrokerGrpc.newBlockingStub(channel.channel())
                    .withDeadlineAfter(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw new Failure(
                    ExitCode.MARKET,
                    e.getStatus().getCode() == Status.Code.UNAVAILABLE
                            ? "no broker runs in " + folder
                                    + ": a referee works beside its broker; name the broker's folder with --data"
                            : "the broker refused: " + e.getStatus().getDescription(),
                    e);
        }
    }
}

package sparecore.broker.main;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerGrpc.BrokerBlockingStub;
import sparecore.home.DataFolder;
import sparecore.local.LocalChannel;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Asks the broker of a data folder on this machine. */
final class ControlClient {
    private static final long ANSWER_SECONDS_MAX = 15;

    private ControlClient() {}

    /** @throws Failure if no broker runs there, or it refuses */
    static <T> T ask(Path folder, Function<BrokerBlockingStub, T> call) {
        Path socket = DataFolder.socketIn(folder);
        if (!Files.exists(socket)) {
            throw notRunning(folder);
        }
        try (LocalChannel channel = LocalChannel.open(socket)) {
            return call.apply(BrokerGrpc.newBlockingStub(channel.channel())
                    .withDeadlineAfter(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
        } catch (StatusRuntimeException e) {
            throw failure(folder, e.getStatus());
        }
    }

    private static Failure failure(Path folder, Status status) {
        String text = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case UNAVAILABLE -> notRunning(folder);
            case INVALID_ARGUMENT -> new Failure(ExitCode.USAGE, text);
            case DEADLINE_EXCEEDED ->
                new Failure(
                        ExitCode.MARKET,
                        "the broker did not answer within " + ANSWER_SECONDS_MAX
                                + " s; whether it did what was asked, `sparecore broker status` tells");
            default -> new Failure(ExitCode.MARKET, "the broker refused: " + text);
        };
    }

    private static Failure notRunning(Path folder) {
        return new Failure(
                ExitCode.MARKET,
                "no broker runs in " + folder
                        + ": start one with `sparecore broker run`, or name its folder with --data");
    }
}

package sparecore.buyer.exchange;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.ExchangeGrpc.ExchangeBlockingStub;
import sparecore.home.DataFolder;
import sparecore.local.LocalChannel;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Asks the broker through the daemon of a data folder. */
final class ExchangeClient implements AutoCloseable {
    private static final long ANSWER_SECONDS_MAX = 30;

    private final Path folder;
    private final LocalChannel channel;

    private ExchangeClient(Path folder, LocalChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** @param folder of a seller or a buyer; null for this user's buyer */
    static ExchangeClient open(@Nullable Path folder) {
        Path data = folder == null ? DataFolder.home().resolve("buyer") : folder;
        return new ExchangeClient(data, LocalChannel.open(DataFolder.socketIn(data)));
    }

    /** @throws Failure if no daemon answers, or the broker refuses */
    <T> T ask(Function<ExchangeBlockingStub, T> question) {
        try {
            return question.apply(stub());
        } catch (StatusRuntimeException e) {
            throw failure(e);
        }
    }

    /** As {@link #ask}; nothing where there is nothing of the kind. */
    <T> Optional<T> find(Function<ExchangeBlockingStub, T> question) {
        try {
            return Optional.of(question.apply(stub()));
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure(e);
        }
    }

    private ExchangeBlockingStub stub() {
        return ExchangeGrpc.newBlockingStub(channel.channel()).withDeadlineAfter(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }

    private Failure failure(StatusRuntimeException e) {
        Status status = e.getStatus();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        boolean notThere = status.getCode() == Status.Code.UNAVAILABLE && status.getCause() != null;
        if (notThere) {
            return new Failure(
                    ExitCode.MARKET,
                    "no daemon answers in " + folder
                            + ": start one with `sparecore buyer run`, or name a seller's or buyer's folder with --data",
                    e);
        }
        return new Failure(
                status.getCode() == Status.Code.INVALID_ARGUMENT ? ExitCode.USAGE : ExitCode.MARKET, said, e);
    }

    @Override
    public void close() {
        channel.close();
    }
}

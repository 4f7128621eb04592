package sparecore.broker.main;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.BrokerGrpc.BrokerBlockingStub;
import sparecore.terminal.Failure;

/** Which broker of this machine a command asks. */
final class FolderOption {
    @CommandLine.Option(names = "--data", paramLabel = "DIR", description = "The broker's data folder.")
    private @Nullable Path data;

    /** @throws Failure if no broker runs there, or it refuses */
    <T> T ask(Function<BrokerBlockingStub, T> call) {
        return ControlClient.ask(data, call);
    }
}

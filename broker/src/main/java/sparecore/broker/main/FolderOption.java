package sparecore.broker.main;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.BrokerGrpc.BrokerBlockingStub;
import sparecore.home.DataFolder;
import sparecore.terminal.Failure;

/** Which broker of this machine a command asks. */
final class FolderOption {
    @CommandLine.Option(names = "--data", paramLabel = "DIR", description = "The broker's data folder.")
    private @Nullable Path data;

    /** The folder, whether a broker runs in it or not. */
    Path path() {
        return data == null ? DataFolder.home().resolve("broker") : data;
    }

    /** @throws Failure if no broker runs there, or it refuses */
    <T> T ask(Function<BrokerBlockingStub, T> call) {
        return ControlClient.ask(path(), call);
    }
}

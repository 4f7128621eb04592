package sparecore.buyer.jobs;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which buyer daemon to talk to, as an option. */
public final class DaemonOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the folder of the buyer daemon (default: ~/.sparecore/buyer)")
    @Nullable
    Path folder;

    public BuyerClient connect() {
        return BuyerClient.open(folder == null ? BuyerClient.defaultFolder() : folder);
    }
}

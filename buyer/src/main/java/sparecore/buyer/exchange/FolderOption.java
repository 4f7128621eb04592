package sparecore.buyer.exchange;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sparecore.buyer.jobs.BuyerClient;

/** Whose key and account, as an option. */
final class FolderOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the folder of the seller or buyer whose account it is (default: ~/.sparecore/buyer)")
    private @Nullable Path folder;

    /** The buyer's own API, for what the broker does not know. */
    BuyerClient buyer() {
        return BuyerClient.open(folder == null ? BuyerClient.defaultFolder() : folder);
    }

    ExchangeClient connect() {
        return ExchangeClient.open(folder);
    }
}

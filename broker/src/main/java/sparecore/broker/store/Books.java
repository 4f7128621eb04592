package sparecore.broker.store;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sparecore.store.Database;
import sparecore.store.Login;

/**
 * Where a market's books are kept.
 *
 * @param folder the broker's data folder
 * @param server null if they are an SQLite file in the folder
 */
public record Books(Path folder, @Nullable Login server) {
    /** An SQLite file in the folder. */
    public static Books in(Path folder) {
        return new Books(folder, null);
    }

    public boolean areOnServer() {
        return server != null;
    }

    /** A connection to what is there. @throws sparecore.store.StoreException if it cannot be had */
    Database open() {
        return server == null
                ? Database.open(folder.resolve(MarketStore.FILE), Schema.SCRIPTS)
                : Database.connect(server);
    }
}

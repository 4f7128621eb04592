package sparecore.broker.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMarketStoreTest extends MarketStoreTest {
    @TempDir
    Path folder;

    @Override
    Books books() {
        return Books.in(folder);
    }
}

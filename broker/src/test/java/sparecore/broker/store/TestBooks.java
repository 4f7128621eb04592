package sparecore.broker.store;

import java.nio.file.Path;
import java.util.Optional;
import sparecore.broker.bench.TestServer;
import sparecore.store.Database;

/** Books of tests. */
final class TestBooks {
    private TestBooks() {}

    /** Empty ones on a PostgreSQL server. */
    static Books onServer() {
        return new Books(Path.of("none"), TestServer.emptySchema());
    }

    /** A store beside any office, as only one thread at a time writes here. */
    static MarketStore open(Books books) {
        Database database = books.open();
        database.migrate(Schema.SCRIPTS);
        return new MarketStore(database, Optional.empty());
    }
}

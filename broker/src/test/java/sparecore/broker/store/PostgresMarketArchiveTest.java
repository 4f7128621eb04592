package sparecore.broker.store;

class PostgresMarketArchiveTest extends MarketArchiveTest {
    private final Books books = TestBooks.onServer();

    @Override
    Books books() {
        return books;
    }
}

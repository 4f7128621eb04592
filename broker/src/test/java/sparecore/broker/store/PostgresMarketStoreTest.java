package sparecore.broker.store;

class PostgresMarketStoreTest extends MarketStoreTest {
    private final Books books = TestBooks.onServer();

    @Override
    Books books() {
        return books;
    }
}

package sparecore.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.broker.engine.Archive;
import sparecore.broker.market.Command;
import sparecore.broker.market.MarketBench;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Credits;

/** What statements promise, on every database. */
abstract class MarketArchiveTest {
    /** Books that nobody has written yet; the same ones for the whole test. */
    abstract Books books();

    private final MarketBench market = new MarketBench(6);
    private final NodeId buyer = market.buyer(1_000);

    private List<Archive.Entry> statement(NodeId node, long after) {
        try (MarketStore store = TestBooks.open(books())) {
            store.commit(market.takeEvents(), 77);
            try (MarketArchive archive = MarketArchive.open(books())) {
                return archive.statement(node, after).join();
            }
        }
    }

    @Test
    void tellsWhatMovedAndWhatWasLeft() {
        NodeId seller = market.seller(1, 1);
        BidId bid = market.bid(buyer, MarketBench.terms(1, 1, 600));
        market.settle(market.lease(), 200, true);
        market.run(new Command.CancelBid(buyer, bid));
        List<Archive.Entry> rows = statement(buyer, 0);
        assertThat(rows)
                .extracting(
                        Archive.Entry::kind,
                        row -> row.amount().micro(),
                        row -> row.balance().micro())
                .startsWith(
                        org.assertj.core.groups.Tuple.tuple("issue", 1_000L, 1_000L),
                        org.assertj.core.groups.Tuple.tuple("hold", -600L, 400L));
        assertThat(rows.get(rows.size() - 1).balance())
                .as("the last balance is that of the account")
                .isEqualTo(market.available(buyer));
        assertThat(rows.get(1).cause()).isEqualTo(bid.toString());
        assertThat(rows.get(1).atMillis()).isEqualTo(77);
        assertThat(statement(buyer, rows.get(0).number())).hasSize(rows.size() - 1);
        assertThat(statement(seller, 0))
                .extracting(Archive.Entry::kind, row -> row.balance().micro())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("capture", 190L));
        assertThat(statement(market.node(), 0)).isEmpty();
    }

    /** A page goes on where the last one ended, with the balance as it was then. */
    @Test
    void comesInPages() {
        NodeId other = market.node();
        for (int i = 0; i < Archive.ROWS_MAX + 20; i++) {
            market.run(new Command.TransferCredits(market.id(), buyer, other, Credits.ofMicro(1), ""));
        }
        List<Archive.Entry> first = statement(other, 0);
        assertThat(first).as("one more, to tell that there are more").hasSize(Archive.ROWS_MAX + 1);
        Archive.Entry last = first.get(Archive.ROWS_MAX - 1);
        List<Archive.Entry> second = statement(other, last.number());
        assertThat(second).hasSize(20);
        assertThat(second.get(0).balance().micro()).isEqualTo(Archive.ROWS_MAX + 1);
    }
}

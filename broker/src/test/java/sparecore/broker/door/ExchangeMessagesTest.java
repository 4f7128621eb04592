package sparecore.broker.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyKey;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.MoneyState;
import sparecore.broker.engine.Archive;
import sparecore.broker.market.MarketLimits;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.link.LinkLimits;
import sparecore.money.Credits;

/** The cheapest attack on a statement: transfers with the longest memos, until its owner's answers fit into no frame. */
class ExchangeMessagesTest {
    /** 200 characters of three bytes in UTF-8: what takes four is two characters of Java. */
    private static final String LONGEST = "\u20ac".repeat(MoneyRequest.TEXT_LENGTH_MAX);

    private static final NodeId NODE = NodeId.fromBytes(new byte[NodeId.BYTES]);
    private static final Id ID = new Id(Long.MAX_VALUE, Long.MAX_VALUE);

    @Test
    void aPageOfTheLongestMemosFitsIntoAFrame() {
        Archive.Entry entry = new Archive.Entry(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                "commission",
                Credits.ofMicro(Long.MIN_VALUE),
                Credits.ofMicro(Long.MIN_VALUE),
                "commission",
                NODE.toString(),
                ID.toHex(),
                LONGEST);
        assertThat(ExchangeMessages.statement(Collections.nCopies(Archive.ROWS_MAX + 1, entry))
                        .getSerializedSize())
                .isLessThan(LinkLimits.MARKET_FRAME_BYTES_MAX - 100);
    }

    @Test
    void aListOfTheLongestRequestsFitsIntoAFrame() {
        MoneyRequest request = new MoneyRequest(
                Long.MAX_VALUE,
                new MoneyKey(NODE, ID),
                Direction.DEPOSIT,
                MoneyRequest.AMOUNT_MAX,
                LONGEST,
                MoneyState.CONFIRMED,
                LONGEST,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
        assertThat(ExchangeMessages.of(Collections.nCopies(MarketLimits.MONEY_REQUESTS_LISTED_MAX, request))
                        .getSerializedSize())
                .isLessThan(LinkLimits.MARKET_FRAME_BYTES_MAX - 100);
    }
}

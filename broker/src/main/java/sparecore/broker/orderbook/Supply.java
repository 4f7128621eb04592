package sparecore.broker.orderbook;

/** What an ask still offers: one slot or more. */
public record Supply(Ask ask, int slots) {
    public Supply {
        if (slots < 1) {
            throw new IllegalArgumentException("a supply is of one slot or more, not " + slots);
        }
    }
}

package sparecore.broker.console;

import sparecore.broker.market.MarketView;
import sparecore.identity.NodeId;

/** The page's HTML. Every value that comes from a peer is escaped. */
final class Page {
    private final NodeId broker;
    private final String address;

    Page(NodeId broker, String address) {
        this.broker = broker;
        this.address = address;
    }

    String of(MarketView view) {
        return "<!doctype html><title>Sparecore broker</title>" + broker.shortForm() + address
                + view.ledger().sum();
    }
}

package sparecore.buyer.daemon;

import java.util.function.Consumer;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.market.EventSink;

/** What the links hear goes to the engine's inbox. */
record InboxSink(Inbox inbox) implements EventSink {
    @Override
    public boolean offer(Consumer<Buying> event) {
        return inbox.offer(event);
    }

    @Override
    public void deliver(Consumer<Buying> event) {
        inbox.deliver(event);
    }
}

package sparecore.buyer.market;

import java.util.function.Consumer;
import sparecore.buyer.engine.Buying;

/** Where the links put what they hear: the engine's inbox. Never blocks. */
public interface EventSink {
    /** @return false if the inbox is full; then the event is lost, and its link must end */
    boolean offer(Consumer<Buying> event);

    /** For what must not get lost, and comes once or twice in a link's life. */
    void deliver(Consumer<Buying> event);
}

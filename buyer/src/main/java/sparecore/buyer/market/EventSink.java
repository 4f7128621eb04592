package sparecore.buyer.market;

import java.util.function.Consumer;
import sparecore.buyer.engine.Buying;

/** Where the links put what they hear: the engine's inbox. */
@FunctionalInterface
public interface EventSink {
    /** Never blocks. @return false if the inbox is full; then the event is lost, and its link must end */
    boolean offer(Consumer<Buying> event);
}

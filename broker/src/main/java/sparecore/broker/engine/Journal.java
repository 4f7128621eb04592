package sparecore.broker.engine;

import java.util.List;
import sparecore.broker.market.MarketEvent;

/** Where events become durable. Called on the engine's thread alone. */
public interface Journal {
    /**
     * Makes the events durable, all or none.
     *
     * @param atMillis when they happened
     * @throws sparecore.store.StoreException if that failed; whether they are durable is then unknown
     */
    void commit(List<MarketEvent> events, long atMillis);

    /**
     * Called often while nothing happens, before anything is answered: makes sure that this engine is still the one that writes.
     * Whatever it throws ends the engine.
     */
    default void confirm() {}
}

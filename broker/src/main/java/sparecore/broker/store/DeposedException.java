package sparecore.broker.store;

/** Another broker holds the office of the engine now: this one has written nothing, and never will again. */
public final class DeposedException extends RuntimeException {
    DeposedException(long epoch) {
        super("another broker has taken over from this one, which was in office number " + epoch);
    }
}

package sparecore.seller.execution;

/** Whoever has assignments on the slots: one lease. */
public interface Tenant {
    /** How many of its assignments may run at once. Constant. */
    int slots();

    /** Whether results can be sent now; asked with the pool's lock held, so it must answer at once. */
    boolean takesResults();

    /** A run is over. On the slot's thread, without the pool's lock. Not told for assignments that were withdrawn from the queue. */
    void ended(Assignment assignment, RunEnd end);
}

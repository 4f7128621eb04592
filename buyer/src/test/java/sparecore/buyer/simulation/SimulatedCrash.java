package sparecore.buyer.simulation;

/** The process ends here, in the middle of what it does. */
final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1;

    SimulatedCrash() {
        super("crash", null, false, false);
    }
}

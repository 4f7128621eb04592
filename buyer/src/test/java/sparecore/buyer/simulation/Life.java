package sparecore.buyer.simulation;

/** One run of a node's process, from its start to its crash. What it had under way does not happen once it is over. */
final class Life {
    private final SimulatedNode node;
    private boolean over;

    Life(SimulatedNode node) {
        this.node = node;
    }

    SimulatedNode node() {
        return node;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}

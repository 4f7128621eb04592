package sparecore.seller.idle;

/**
 * How many slots may be sold now: as many as there are cores that other programs leave free. A core counts as free while others
 * use no more than a set part of it. Slots are taken back at once, and given again only when the machine has been calm for a
 * while, so that a load at the border does not make them flutter. Not thread-safe.
 */
public final class IdlePolicy {
    /** How long the machine must be calm before a slot is given again. */
    static final long CALM_MILLIS = 5_000;

    /** By how much of a core the others must stay below the border to count as calm. */
    static final double CALM_MARGIN_CORES = 0.1;

    private static final long NOT_CALM = Long.MIN_VALUE;

    private final int cores;
    private final int slots;
    private final double idleLoad;
    private int open;
    private long calmSinceMillis = NOT_CALM;

    /**
     * Begins with all slots given.
     *
     * @param idleLoad the part of a core, 0 to 1, that others may use while it still counts as free
     */
    public IdlePolicy(int cores, int slots, double idleLoad) {
        if (cores < 1 || slots < 1) {
            throw new IllegalArgumentException("a machine has at least one core and one slot");
        }
        if (!(idleLoad >= 0 && idleLoad <= 1)) {
            throw new IllegalArgumentException("the idle load lies between 0 and 1, not " + idleLoad);
        }
        this.cores = cores;
        this.slots = slots;
        this.idleLoad = idleLoad;
        this.open = slots;
    }

    /**
     * Looks at the machine again.
     *
     * @param othersCores how many cores' worth of CPU time other programs use
     * @return how many slots may be sold from now on
     */
    public int look(double othersCores, long nowMillis) {
        int free = free(othersCores);
        if (free < open) {
            open = free;
            calmSinceMillis = NOT_CALM;
            return open;
        }
        int surelyFree = free(othersCores + CALM_MARGIN_CORES);
        if (surelyFree <= open) {
            calmSinceMillis = NOT_CALM;
            return open;
        }
        if (calmSinceMillis == NOT_CALM) {
            calmSinceMillis = nowMillis;
        }
        if (nowMillis - calmSinceMillis >= CALM_MILLIS) {
            open = surelyFree;
            calmSinceMillis = NOT_CALM;
        }
        return open;
    }

    private int free(double othersCores) {
        return (int) Math.max(0, Math.min(slots, Math.floor(cores - othersCores + idleLoad)));
    }

    public int open() {
        return open;
    }
}

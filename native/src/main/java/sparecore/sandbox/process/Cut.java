package sparecore.sandbox.process;

/** Why the launcher killed a process. */
public enum Cut {
    /** It did not. */
    NONE,
    /** Somebody asked for it. */
    REQUESTED,
    /** Its wall time was used up. */
    WALL_TIME,
    /** It wrote too much. */
    OUTPUT
}

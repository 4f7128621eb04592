package sparecore.sandbox;

/**
 * One layer of isolation around a run.
 *
 * @param layer its name, for example {@code seccomp strict}
 * @param holds whether it is in force
 * @param detail what it does, or why it is absent
 */
public record LayerState(String layer, boolean holds, String detail) {}

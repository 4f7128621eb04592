package sparecore.sandbox.asm;

import java.util.ArrayList;
import java.util.List;

/** A place in the code of one {@link Assembler}, which jumps may name before it is bound. */
public final class Label {
    private static final int UNBOUND = -1;

    private int position = UNBOUND;
    private final List<Integer> jumps = new ArrayList<>();

    boolean bound() {
        return position != UNBOUND;
    }

    int position() {
        return position;
    }

    void bind(int at) {
        if (bound()) {
            throw new IllegalStateException("label bound twice, at " + position + " and " + at);
        }
        position = at;
    }

    /** Remembers that four bytes at {@code offset} wait for the distance from their end to this label. */
    void addJump(int offset) {
        jumps.add(offset);
    }

    List<Integer> jumps() {
        return jumps;
    }
}

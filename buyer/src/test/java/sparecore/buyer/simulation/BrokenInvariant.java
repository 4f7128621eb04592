package sparecore.buyer.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must never happen has happened. Remembered by the thread, since a future may swallow what is thrown into it. */
final class BrokenInvariant extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final ThreadLocal<Deque<BrokenInvariant>> SEEN = ThreadLocal.withInitial(ArrayDeque::new);

    BrokenInvariant(String what) {
        super(what);
        SEEN.get().add(this);
    }

    BrokenInvariant(String what, Throwable cause) {
        super(what, cause);
        SEEN.get().add(this);
    }

    static void unless(boolean holds, String what, Object... values) {
        if (!holds) {
            throw new BrokenInvariant(String.format(what, values));
        }
    }

    /** A new market begins on this thread. */
    static void forget() {
        SEEN.get().clear();
    }

    /** Throws the first one that this thread has seen. */
    static void throwSeen() {
        if (!SEEN.get().isEmpty()) {
            throw SEEN.get().getFirst();
        }
    }
}

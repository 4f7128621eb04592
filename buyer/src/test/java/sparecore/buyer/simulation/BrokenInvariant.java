package sparecore.buyer.simulation;

/** What must never happen has happened. */
final class BrokenInvariant extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenInvariant(String what) {
        super(what);
    }

    BrokenInvariant(String what, Throwable cause) {
        super(what, cause);
    }

    static void unless(boolean holds, String what, Object... values) {
        if (!holds) {
            throw new BrokenInvariant(String.format(what, values));
        }
    }
}

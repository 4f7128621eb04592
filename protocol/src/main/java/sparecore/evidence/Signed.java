package sparecore.evidence;

import sparecore.wire.SignedStatement;

/**
 * A testimony with its signature: evidence on its own. A value of this type was signed here, in a {@link SignedBatch}, or verified by a
 * {@link TestimonyVerifier}.
 */
public final class Signed<T extends Testimony> {
    private final T testimony;
    private final SignedStatement wire;

    Signed(T testimony, SignedStatement wire) {
        this.testimony = testimony;
        this.wire = wire;
    }

    public T testimony() {
        return testimony;
    }

    public SignedStatement toWire() {
        return wire;
    }
}

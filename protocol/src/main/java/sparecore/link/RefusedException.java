package sparecore.link;

import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;

/** The peer understood a request and refused it. */
public final class RefusedException extends Exception {
    private static final int TEXT_LENGTH_MAX = 500;

    private final RefusalReason reason;

    public RefusedException(Refusal refusal) {
        super(Printable.of(refusal.getText(), TEXT_LENGTH_MAX));
        this.reason = refusal.getReason();
    }

    public RefusalReason reason() {
        return reason;
    }
}

package sparecore.link;

import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;

/** The peer understood a request and refused it. */
public final class RefusedException extends Exception {
    private static final int TEXT_LENGTH_MAX = 500;

    private final RefusalReason reason;

    public RefusedException(Refusal refusal) {
        super(printable(refusal.getText()));
        this.reason = refusal.getReason();
    }

    public RefusalReason reason() {
        return reason;
    }

    /** A peer's text may hold anything: only printable ASCII reaches a terminal or a log. */
    private static String printable(String text) {
        String cut = text.length() > TEXT_LENGTH_MAX ? text.substring(0, TEXT_LENGTH_MAX) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}

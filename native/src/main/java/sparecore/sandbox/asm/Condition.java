package sparecore.sandbox.asm;

/** Conditions of a jump with their encodings (Intel manual, volume 2, appendix B, table B-10). */
public enum Condition {
    /** CF = 1: below, unsigned. */
    BELOW(0x2),
    /** ZF = 1. */
    EQUAL(0x4),
    /** ZF = 0. */
    NOT_EQUAL(0x5),
    /** SF = 0. */
    NOT_NEGATIVE(0x9),
    /** ZF = 1 or SF ≠ OF: less or equal, signed. */
    LESS_OR_EQUAL(0xe);

    private final int code;

    Condition(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}

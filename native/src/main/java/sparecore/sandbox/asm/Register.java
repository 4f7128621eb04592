package sparecore.sandbox.asm;

/** The general registers in the order of their encodings (Intel manual, volume 2, table 2-2). */
public enum Register {
    /** Number and result of a system call. */
    RAX,
    /** Lost in a system call. */
    RCX,
    /** Third argument of a system call. */
    RDX,
    /** Kept by a system call. */
    RBX,
    /** The stack pointer. */
    RSP,
    /** Kept by a system call. */
    RBP,
    /** Second argument of a system call. */
    RSI,
    /** First argument of a system call. */
    RDI,
    /** Fifth argument of a system call. */
    R8,
    /** Sixth argument of a system call. */
    R9,
    /** Fourth argument of a system call. */
    R10,
    /** Lost in a system call. */
    R11,
    /** Kept by a system call. */
    R12,
    /** Kept by a system call. */
    R13,
    /** Kept by a system call. */
    R14,
    /** Kept by a system call. */
    R15;

    /** The three bits in the ModRM byte or the opcode. */
    int low() {
        return ordinal() & 7;
    }

    /** The fourth bit, which goes into the REX prefix. */
    int high() {
        return ordinal() >> 3;
    }
}

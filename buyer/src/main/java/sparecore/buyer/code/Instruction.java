package sparecore.buyer.code;

/**
 * One instruction of x86-64, as far as its length and its way of addressing tell.
 *
 * @param bytes its length
 * @param kind what it does to the flow of control, or whether it traps
 * @param distanceAt where in it a 32-bit distance to the next instruction is an operand's address; -1 if there is none
 * @param jumpBytes how many of its last bytes are a distance to where it goes, or may go: 0 if it goes nowhere, or elsewhere
 */
public record Instruction(int bytes, Kind kind, int distanceAt, int jumpBytes) {
    /** The longest that there can be: Intel manual, volume 2, 2.3.11. */
    public static final int BYTES_MAX = 15;

    /** What matters of an instruction. */
    public enum Kind {
        /** Does the same wherever it lies, if an operand's distance is corrected. */
        MOVABLE,
        /** The same, and it only puts a constant, an address or another register into a register. */
        SETS_REGISTER,
        /** Goes somewhere else in any case, or nowhere: what comes behind it need not be code. */
        LEAVES,
        /** The same, to an address that it takes from a register or from memory. */
        LEAVES_BY_TABLE,
        /** Depends on where it lies, or on what comes before or behind it. */
        FIXED,
        /** SYSCALL. */
        SYSTEM_CALL,
        /** CPUID. */
        CPUID
    }

    /** Whether it does the same somewhere else. */
    public boolean movable() {
        return kind == Kind.MOVABLE || kind == Kind.SETS_REGISTER;
    }
}

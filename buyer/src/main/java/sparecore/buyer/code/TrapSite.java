package sparecore.buyer.code;

/**
 * An instruction that traps, known to be one, and the instruction before it.
 *
 * @param cpuid whether it is CPUID; otherwise it is SYSCALL
 * @param address where it is
 * @param fileOffset where it is in the file
 * @param before the instruction right before it
 */
public record TrapSite(boolean cpuid, long address, int fileOffset, Instruction before) {
    /** The length of either. */
    public static final int BYTES = 2;
}

package sparecore.buyer.code;

import java.util.List;

/**
 * An instruction that traps, known to be one, and what is before it.
 *
 * @param cpuid whether it is CPUID; otherwise it is SYSCALL
 * @param address where it is
 * @param fileOffset where it is in the file
 * @param before instructions right before it; nothing jumps to the second or a later one of them. Maybe none
 */
public record TrapSite(boolean cpuid, long address, int fileOffset, List<Instruction> before) {
    /** The length of either. */
    public static final int BYTES = 2;

    /** Copies the list. */
    public TrapSite {
        before = List.copyOf(before);
    }

    /** How long {@link #before} is. */
    public int beforeBytes() {
        return before.stream().mapToInt(Instruction::bytes).sum();
    }

    /** The same with the last one of {@link #before} alone. */
    TrapSite alone() {
        return new TrapSite(cpuid, address, fileOffset, before.subList(before.size() - 1, before.size()));
    }
}

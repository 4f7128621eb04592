package sparecore.slot;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a seller's machine offers to programs.
 *
 * @param abis those that it runs, one or more
 * @param cpuLevel the best that its processor does: 2 for x86-64-v2, 3 for x86-64-v3
 * @param faultsCpuid whether CPUID faults in a run, so that every program sees the same processor
 */
public record SlotClass(Set<Abi> abis, int cpuLevel, boolean faultsCpuid) {
    public SlotClass {
        abis = Set.copyOf(abis);
        if (abis.isEmpty()) {
            throw new IllegalArgumentException("a slot runs programs of one ABI at least");
        }
        ProgramNeeds.requireLevel(cpuLevel);
    }

    /** For a person. */
    public String label() {
        return abis.stream().sorted(Comparator.naturalOrder()).map(Abi::label).collect(Collectors.joining("+"))
                + ", x86-64-v" + cpuLevel + (faultsCpuid ? ", CPUID faulting" : "");
    }
}

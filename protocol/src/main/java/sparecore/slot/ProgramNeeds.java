package sparecore.slot;

/**
 * What a program needs of a slot to give there the same bytes as everywhere.
 *
 * @param cpuLevel the instructions that it may use: 2 for x86-64-v2, 3 for x86-64-v3
 * @param asksCpuid whether it may ask for the processor's features, which only a machine with CPUID faulting answers alike
 */
public record ProgramNeeds(Abi abi, int cpuLevel, boolean asksCpuid) {
    /** The baseline of every seller. */
    public static final int CPU_LEVEL_MIN = 2;

    /** With AVX2, BMI and FMA. */
    public static final int CPU_LEVEL_MAX = 3;

    public ProgramNeeds {
        requireLevel(cpuLevel);
    }

    static void requireLevel(int cpuLevel) {
        if (cpuLevel < CPU_LEVEL_MIN || cpuLevel > CPU_LEVEL_MAX) {
            throw new IllegalArgumentException("the CPU level is 2 or 3, not " + cpuLevel);
        }
    }

    /** The same, for a caller who knows that it uses more than it says. */
    public ProgramNeeds withLevelAtLeast(int level) {
        return new ProgramNeeds(abi, Math.max(cpuLevel, level), asksCpuid);
    }

    /** For a person. */
    public String label() {
        return abi.label() + ", x86-64-v" + cpuLevel + (asksCpuid ? ", CPUID faulting" : "");
    }
}

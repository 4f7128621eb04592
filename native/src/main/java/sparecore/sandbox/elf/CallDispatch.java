package sparecore.sandbox.elf;

/**
 * What a program of the linux ABI asks to have armed before it starts: it answers its own system calls, which the kernel turns
 * into signals (Syscall User Dispatch). All addresses are its own; what happens there is its own affair.
 *
 * @param handler gets SIGSYS and the signals of bad instructions and addresses
 * @param restorer returns from them; it lies in the gate
 * @param gateStart where the code begins whose calls do go to the kernel, that is to seccomp strict mode
 * @param gateBytes its size
 * @param signalStack where the stack of the handler begins
 * @param signalStackBytes its size
 * @param stackBytes the size of the program's own stack, whole pages
 * @param cpuLevel the instructions that it may use: 2 for x86-64-v2, 3 for x86-64-v3
 * @param asksCpuid whether it asks for the processor's features, which only a host with CPUID faulting answers alike
 */
public record CallDispatch(
        long handler,
        long restorer,
        long gateStart,
        long gateBytes,
        long signalStack,
        long signalStackBytes,
        long stackBytes,
        int cpuLevel,
        boolean asksCpuid) {

    /** Room for a signal frame with the widest registers and for the handler's own calls. */
    public static final long SIGNAL_STACK_BYTES_MIN = 16 << 10;
    /** Enough for anything that a handler does. */
    public static final long SIGNAL_STACK_BYTES_MAX = 1 << 20;
    /** The smallest stack of a program: more than the largest start block. */
    public static final long STACK_BYTES_MIN = 128 << 10;
    /** The largest. */
    public static final long STACK_BYTES_MAX = 1 << 30;

    /** The baseline of every seller. */
    public static final int CPU_LEVEL_MIN = 2;
    /** With AVX2, BMI and FMA. */
    public static final int CPU_LEVEL_MAX = 3;

    /** Behind the last byte of the gate. */
    public long gateEnd() {
        return gateStart + gateBytes;
    }
}

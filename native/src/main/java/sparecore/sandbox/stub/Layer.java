package sparecore.sandbox.stub;

/**
 * One layer of isolation. {@link #SECCOMP_STRICT} is the boundary; the others reduce what is left on its inner side.
 *
 * <p>An optional layer may be absent where the host has not got it; a run without one of the others is never started.
 */
public enum Layer {
    /** The boundary. */
    SECCOMP_STRICT("seccomp strict", "only read, write, exit and rt_sigreturn reach the kernel", ""),
    /** Set-user-id files are powerless. */
    NO_NEW_PRIVILEGES("no new privileges", "exec can never give more rights", ""),
    /** The owner's other processes can't look in, and no core is written. */
    NOT_DUMPABLE("not dumpable", "no core dump and no ptrace", ""),
    /** CPU time, files, processes. */
    RESOURCE_LIMITS("resource limits", "CPU time is bounded; files, processes, locks and cores are forbidden", ""),
    /** Nothing of the launcher's is open. */
    CLOSED_DESCRIPTORS("closed descriptors", "three pipe ends are open and nothing else", ""),
    /** No orphan. */
    DIE_WITH_PARENT("die with parent", "the kernel kills the program when the launcher dies", ""),
    /** All memory is there before the program starts. */
    FIXED_MEMORY("fixed memory", "all memory is mapped beforehand, and no call can map more", ""),
    /** No clock and no address of the kernel's. */
    NO_KERNEL_PAGES("no kernel pages", "vdso, vvar and the first stack are unmapped: no clock, no addresses", ""),
    /** No precise clock. */
    TSC_FAULT("TSC fault", "reading the time-stamp counter ends the program", ""),
    /** The same processor everywhere. */
    CPUID_FAULT(
            "CPUID fault",
            "asking for the processor's features ends the program",
            "this processor or hypervisor can't make CPUID fault; programs may see which processor it is"),
    /** The linux ABI. */
    CALL_DISPATCH(
            "call dispatch",
            "a packed program's other system calls come back to itself as signals, and never reach the kernel",
            "Linux 5.11 or later with kernel.syscall_user_dispatch=1 is needed; only raw programs can run"),
    /** The owner's programs survive a shortage of memory. */
    FIRST_TO_DIE(
            "first to die",
            "the kernel kills the program before the owner's when memory runs out",
            "/proc/self/oom_score_adj can't be written here; set memory limits with room to spare"),
    /** The owner's programs go first. */
    IDLE_SCHEDULING(
            "idle scheduling",
            "the program runs only on CPU time that nobody else in its session or control group wants",
            "SCHED_IDLE is refused here; lower the weight of the service instead");

    private final String label;
    private final String purpose;
    private final String absence;

    Layer(String label, String purpose, String absence) {
        this.label = label;
        this.purpose = purpose;
        this.absence = absence;
    }

    /** Its name for a person. */
    public String label() {
        return label;
    }

    /** What it does. */
    public String purpose() {
        return purpose;
    }

    /** Why it may be absent and what to do; empty for a layer that is not optional. */
    public String absence() {
        return absence;
    }

    /** Whether a run may do without it. */
    public boolean optional() {
        return !absence.isEmpty();
    }
}

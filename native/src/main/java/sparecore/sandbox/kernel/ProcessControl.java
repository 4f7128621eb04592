package sparecore.sandbox.kernel;

/** Operations of prctl(2) and arch_prctl(2), from linux/prctl.h and asm/prctl.h. */
public final class ProcessControl {
    /** Signal to get when the parent's thread dies. */
    public static final int PR_SET_PDEATHSIG = 1;
    /** 0: no core dump, no ptrace, /proc files owned by root. */
    public static final int PR_SET_DUMPABLE = 4;
    /** Name of the process as ps shows it, up to 15 bytes. */
    public static final int PR_SET_NAME = 15;
    /** Enter seccomp. */
    public static final int PR_SET_SECCOMP = 22;
    /** Argument of {@link #PR_SET_SECCOMP}: read, write, exit and rt_sigreturn only. */
    public static final int SECCOMP_MODE_STRICT = 1;
    /** What RDTSC does. */
    public static final int PR_SET_TSC = 26;
    /** Argument of {@link #PR_SET_TSC}: it faults. */
    public static final int PR_TSC_SIGSEGV = 2;
    /** exec never gives more rights. */
    public static final int PR_SET_NO_NEW_PRIVS = 38;
    /** Turn system calls into SIGSYS, since Linux 5.11. */
    public static final int PR_SET_SYSCALL_USER_DISPATCH = 59;
    /** Argument of {@link #PR_SET_SYSCALL_USER_DISPATCH}: all outside a range. */
    public static final int PR_SYS_DISPATCH_ON = 1;
    /** arch_prctl: whether CPUID is allowed. */
    public static final int ARCH_SET_CPUID = 0x1012;

    private ProcessControl() {}
}

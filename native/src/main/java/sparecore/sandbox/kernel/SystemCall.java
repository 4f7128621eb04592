package sparecore.sandbox.kernel;

/** Numbers of the 64-bit system calls, from the kernel's arch/x86/entry/syscalls/syscall_64.tbl. */
public final class SystemCall {
    /** read(2). */
    public static final int READ = 0;
    /** write(2). */
    public static final int WRITE = 1;
    /** open(2). */
    public static final int OPEN = 2;
    /** close(2). */
    public static final int CLOSE = 3;
    /** mmap(2). */
    public static final int MMAP = 9;
    /** munmap(2). */
    public static final int MUNMAP = 11;
    /** rt_sigaction(2). */
    public static final int RT_SIGACTION = 13;
    /** rt_sigprocmask(2). */
    public static final int RT_SIGPROCMASK = 14;
    /** rt_sigreturn(2). */
    public static final int RT_SIGRETURN = 15;
    /** madvise(2). */
    public static final int MADVISE = 28;
    /** dup2(2). */
    public static final int DUP2 = 33;
    /** socket(2). */
    public static final int SOCKET = 41;
    /** recvmsg(2). */
    public static final int RECVMSG = 47;
    /** clone(2). */
    public static final int CLONE = 56;
    /** fork(2). */
    public static final int FORK = 57;
    /** execve(2). */
    public static final int EXECVE = 59;
    /** exit(2): ends the calling thread. */
    public static final int EXIT = 60;
    /** kill(2). */
    public static final int KILL = 62;
    /** ptrace(2). */
    public static final int PTRACE = 101;
    /** setpgid(2). */
    public static final int SETPGID = 109;
    /** getppid(2). */
    public static final int GETPPID = 110;
    /** sigaltstack(2). */
    public static final int SIGALTSTACK = 131;
    /** sched_setscheduler(2). */
    public static final int SCHED_SETSCHEDULER = 144;
    /** prctl(2). */
    public static final int PRCTL = 157;
    /** arch_prctl(2). */
    public static final int ARCH_PRCTL = 158;
    /** exit_group(2): not allowed in strict mode. */
    public static final int EXIT_GROUP = 231;
    /** prlimit(2). */
    public static final int PRLIMIT64 = 302;
    /** execveat(2). */
    public static final int EXECVEAT = 322;
    /** uretprobe: a hole for tracing in strict mode since Linux 6.14. */
    public static final int URETPROBE = 335;
    /** uprobe: likewise since Linux 6.18. */
    public static final int UPROBE = 336;
    /** clone3(2), since Linux 5.3. */
    public static final int CLONE3 = 435;
    /** close_range(2), since Linux 5.9. */
    public static final int CLOSE_RANGE = 436;
    /** Added to a number to call the x32 ABI. */
    public static final int X32_BIT = 0x4000_0000;

    private SystemCall() {}
}

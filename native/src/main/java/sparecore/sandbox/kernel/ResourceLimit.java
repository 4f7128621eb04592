package sparecore.sandbox.kernel;

/** Resources of setrlimit(2) with their numbers on x86-64, from asm-generic/resource.h. */
public enum ResourceLimit {
    /** CPU time in seconds. */
    CPU(0),
    /** Size of a file that is written. */
    FILE_SIZE(1),
    /** Size of a core dump. */
    CORE(4),
    /** Processes of the user. */
    PROCESSES(6),
    /** Open descriptors: one more than the largest that can be opened. */
    OPEN_FILES(7),
    /** Memory that can't be swapped out. */
    LOCKED_MEMORY(8),
    /** Signals that wait. */
    PENDING_SIGNALS(11),
    /** Bytes in POSIX message queues. */
    MESSAGE_QUEUES(12);

    private final int number;

    ResourceLimit(int number) {
        this.number = number;
    }

    /** The kernel's number. */
    public int number() {
        return number;
    }
}

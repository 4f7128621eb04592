package sparecore.sandbox.process;

import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.kernel.Signal;

/**
 * What {@link CloneCode} reads and writes: struct clone_args (clone(2)) at its start, then our own fields. For one thread.
 */
final class CloneRequest {
    /** CLONE_ARGS_SIZE_VER2. */
    static final int CLONE_BYTES = 88;

    // The code reaches these with an offset of one signed byte: they must lie below 128.
    static final int SOCKET = 88;
    static final int FILE = 92;
    /** A negative errno from the child, or 0. */
    static final int FAILURE = 96;

    static final int ALL_SIGNALS = 104;
    static final int OLD_SIGNALS = 112;
    static final int NO_SIGNALS = 120;
    /** Where the child's old mask goes: it must not overwrite the parent's, which is in the same memory. */
    static final int IGNORED = 128;
    /** Eight zero bytes are an empty list. */
    static final int ENVIRONMENT = 136;
    /** And an empty string. */
    static final int EMPTY_PATH = 136;

    static final int ARGUMENTS = 144;

    private static final int BYTES = 160;
    private static final int FLAGS_AT = 0;
    private static final int EXIT_SIGNAL_AT = 32;
    private static final int STACK_AT = 40;
    private static final int STACK_SIZE_AT = 48;
    private static final long CLONE_VM = 0x100;
    private static final long CLONE_VFORK = 0x4000;
    private static final long CLONE_CLEAR_SIGHAND = 0x1_0000_0000L;
    /** Not used by the child, but the kernel wants one beside the parent's. */
    private static final int STACK_BYTES = 4096;

    private final NativeMemory memory = new NativeMemory(BYTES);
    private final NativeMemory stack = new NativeMemory(STACK_BYTES);
    private final NativeMemory name;

    /** Prepares to execute files under one {@code name} and without environment. */
    CloneRequest(String name) {
        this.name = NativeMemory.ofText(name);
        memory.putLong(FLAGS_AT, CLONE_VM | CLONE_VFORK | CLONE_CLEAR_SIGHAND);
        memory.putLong(EXIT_SIGNAL_AT, Signal.SIGCHLD);
        memory.putLong(STACK_AT, stack.address());
        memory.putLong(STACK_SIZE_AT, STACK_BYTES);
        memory.putLong(ALL_SIGNALS, -1);
        memory.putLong(ARGUMENTS, this.name.address());
    }

    /** Sets what the next child gets. */
    void set(int file, int socket) {
        memory.putInt(FILE, file);
        memory.putInt(SOCKET, socket);
        memory.putLong(FAILURE, 0);
    }

    long address() {
        return memory.address();
    }

    /** The errno with which the child failed before it executed anything, or 0. */
    int failure() {
        return (int) -memory.getLong(FAILURE);
    }
}

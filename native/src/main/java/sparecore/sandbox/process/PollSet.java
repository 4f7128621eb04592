package sparecore.sandbox.process;

import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/** Four struct pollfd (poll(2)): descriptor in 4 bytes, events in 2, results in 2. A descriptor of -1 is skipped. */
final class PollSet {
    static final short READABLE = 0x001;
    static final short WRITABLE = 0x004;
    /** Stands for no descriptor. */
    static final int NONE = -1;

    private static final int SLOTS = 4;
    private static final long SLOT_BYTES = 8;
    private static final int EVENTS_AT = 4;
    private static final int RESULTS_AT = 6;

    private final NativeMemory slots = new NativeMemory(SLOTS * SLOT_BYTES);

    /** Sets what to wait for in a slot. */
    void set(int slot, int fd, short events) {
        slots.putInt(slot * SLOT_BYTES, fd);
        slots.putShort(slot * SLOT_BYTES + EVENTS_AT, events);
    }

    /** Waits; an interruption by a signal counts as nothing happened. */
    void await(int timeoutMillis) {
        for (int slot = 0; slot < SLOTS; slot++) {
            slots.putShort(slot * SLOT_BYTES + RESULTS_AT, (short) 0);
        }
        int ready = Libc.poll(slots.address(), SLOTS, timeoutMillis);
        if (ready < 0 && Errno.last() != Errno.EINTR) {
            throw KernelException.of("poll", Errno.last());
        }
    }

    /** Whether something happened in a slot: what was waited for, an error or a hang-up. */
    boolean happened(int slot) {
        return slots.getShort(slot * SLOT_BYTES + RESULTS_AT) != 0;
    }

    /** Whether bytes can be read in a slot. */
    boolean readable(int slot) {
        return (slots.getShort(slot * SLOT_BYTES + RESULTS_AT) & READABLE) != 0;
    }
}

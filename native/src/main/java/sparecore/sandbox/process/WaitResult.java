package sparecore.sandbox.process;

import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/** Reaps a child and reads its struct rusage (getrusage(2)). */
final class WaitResult {
    private static final int USAGE_BYTES = 144;
    private static final int USER_SECONDS_AT = 0;
    private static final int USER_MICROS_AT = 8;
    private static final int SYSTEM_SECONDS_AT = 16;
    private static final int SYSTEM_MICROS_AT = 24;
    private static final int PEAK_KIB_AT = 32;
    private static final long BYTES_PER_KIB = 1024;
    private static final int MINOR_FAULTS_AT = 64;
    private static final int MAJOR_FAULTS_AT = 72;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long PAGE_BYTES = 4096;
    private static final long FORGOTTEN_BYTES_MAX = 1 << 20;

    private final NativeMemory status = new NativeMemory(Integer.BYTES);
    private final NativeMemory usage = new NativeMemory(USAGE_BYTES);

    /** Waits for {@code pid} only, never for somebody else's child. */
    Exit await(int pid) {
        int reaped;
        do {
            reaped = Libc.wait4(pid, status.address(), 0, usage.address());
        } while (reaped < 0 && Errno.last() == Errno.EINTR);
        KernelException.check("wait4", reaped);
        return new Exit(status.getInt(0), cpuMicros(), peakBytes());
    }

    private long cpuMicros() {
        long seconds = usage.getLong(USER_SECONDS_AT) + usage.getLong(SYSTEM_SECONDS_AT);
        return seconds * MICROS_PER_SECOND + usage.getLong(USER_MICROS_AT) + usage.getLong(SYSTEM_MICROS_AT);
    }

    /**
     * The peak. The kernel counts pages in portions on each processor and may have forgotten some of them
     * (percpu_counter_add_batch() in lib/percpu_counter.c), which matters for small programs only: for these, the pages that
     * they touched, since a program can't give any back.
     */
    private long peakBytes() {
        long faults = usage.getLong(MINOR_FAULTS_AT) + usage.getLong(MAJOR_FAULTS_AT);
        return Math.max(usage.getLong(PEAK_KIB_AT) * BYTES_PER_KIB, Math.min(faults * PAGE_BYTES, FORGOTTEN_BYTES_MAX));
    }
}

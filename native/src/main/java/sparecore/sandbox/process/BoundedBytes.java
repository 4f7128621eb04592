package sparecore.sandbox.process;

import java.util.Arrays;
import sparecore.sandbox.kernel.NativeMemory;

/** Keeps bytes up to a limit and drops the rest. Grows with what arrives, so a silent program costs nothing. */
public final class BoundedBytes implements OutputSink {
    private static final byte[] NOTHING = new byte[0];

    private final int limit;
    private byte[] bytes = NOTHING;
    private int size;

    /** Keeps at most {@code limit} bytes. */
    public BoundedBytes(long limit) {
        this.limit = Math.toIntExact(limit);
    }

    @Override
    public boolean take(NativeMemory source, int offset, int length) {
        int fitting = Math.min(length, limit - size);
        if (fitting > bytes.length - size) {
            grow(size + fitting);
        }
        source.getBytes(offset, bytes, size, fitting);
        size += fitting;
        return fitting == length;
    }

    @Override
    public byte[] kept() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    /** To the exact size at first, since most programs write once; then by doubling. */
    private void grow(int needed) {
        long doubled = Math.min(2L * bytes.length, limit);
        bytes = Arrays.copyOf(bytes, (int) Math.max(needed, doubled));
    }
}

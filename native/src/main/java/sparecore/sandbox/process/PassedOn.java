package sparecore.sandbox.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import sparecore.sandbox.kernel.NativeMemory;

/** Passes bytes on to a stream up to a limit. Bytes that come together are passed on together and flushed. */
public final class PassedOn implements OutputSink {
    private final OutputStream target;
    private long left;

    /** Passes on at most {@code limit} bytes. */
    public PassedOn(OutputStream target, long limit) {
        this.target = target;
        left = limit;
    }

    @Override
    public boolean take(NativeMemory source, int offset, int length) {
        int fitting = (int) Math.min(length, left);
        byte[] bytes = new byte[fitting];
        source.getBytes(offset, bytes, 0, fitting);
        left -= fitting;
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the output of a run can't be passed on", e);
        }
        return fitting == length;
    }

    @Override
    public byte[] kept() {
        return new byte[0];
    }
}

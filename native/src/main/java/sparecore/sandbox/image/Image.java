package sparecore.sandbox.image;

import java.util.List;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.stub.Step;

/**
 * A prepared program in a sealed descriptor.
 *
 * <p>The descriptor stays open while the cache or a spawn holds the image: each holder calls {@link #release()} once, and
 * the last one closes it. Any thread.
 */
public final class Image {
    private final int fd;
    private final long sizeBytes;
    private final NativeMemory path;
    private final ImageLayout layout;
    private int holders = 1;

    Image(int fd, long sizeBytes, ImageLayout layout) {
        this.fd = fd;
        this.sizeBytes = sizeBytes;
        this.layout = layout;
        path = NativeMemory.ofText("/proc/self/fd/" + fd);
    }

    /** The path to execute, as a C string. In a new process that shares our descriptors it names the image too. */
    public NativeMemory path() {
        return path;
    }

    /** Steps of its lock-down. */
    public List<Step> steps() {
        return layout.stub().steps();
    }

    /** What to write into the pipe of standard input before the process is spawned. */
    public byte[] startBlock(List<String> arguments, List<String> environment) {
        return StartBlock.build(layout.startBlock(), arguments, environment, layout.auxiliary());
    }

    /** Memory that it takes. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** Adds a holder. */
    synchronized void hold() {
        if (holders == 0) {
            throw new IllegalStateException("image " + fd + " is closed");
        }
        holders++;
    }

    /** Removes a holder. */
    public synchronized void release() {
        if (holders == 0) {
            throw new IllegalStateException("image " + fd + " released too often");
        }
        holders--;
        if (holders == 0) {
            Libc.close(fd);
        }
    }
}

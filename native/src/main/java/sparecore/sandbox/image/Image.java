package sparecore.sandbox.image;

import java.util.List;
import java.util.function.Consumer;
import sparecore.sandbox.kernel.Libc;
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
    private final ImageLayout layout;
    private final Consumer<Image> atEnd;
    private int holders = 1;

    Image(int fd, long sizeBytes, ImageLayout layout, Consumer<Image> atEnd) {
        this.fd = fd;
        this.sizeBytes = sizeBytes;
        this.layout = layout;
        this.atEnd = atEnd;
    }

    /** The file to execute; open for as long as the caller holds this image. */
    public int descriptor() {
        return fd;
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
            atEnd.accept(this);
            Libc.close(fd);
        }
    }
}

package sparecore.sandbox.image;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ParsedElf;

/**
 * Keeps the images that were used last, bounded in number and in bytes.
 *
 * <p>Any thread. An image is built under the lock: whoever needs the same one waits for it rather than building another.
 */
public final class ImageCache implements AutoCloseable {
    private final ImageBuilder builder;
    private final int imagesMax;
    private final long bytesMax;
    private final Map<ImageKey, Image> images = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private boolean closed;

    /** Keeps at most {@code imagesMax} images of {@code bytesMax} bytes together; the one used last is always kept. */
    public ImageCache(ImageBuilder builder, int imagesMax, long bytesMax) {
        this.builder = builder;
        this.imagesMax = imagesMax;
        this.bytesMax = bytesMax;
    }

    /** The image for {@code key}, with one more holder: the caller has to release it. */
    public synchronized Image acquire(ImageKey key, ParsedElf elf, PartedFile file) throws BadProgramException {
        if (closed) {
            throw new IllegalStateException("the sandbox is closed");
        }
        Image image = images.get(key);
        if (image == null) {
            image = builder.build(elf, file, key);
            images.put(key, image);
            bytes += image.sizeBytes();
            evict();
        }
        image.hold();
        return image;
    }

    /** The image for {@code key}, with one more holder, if it is kept. */
    public synchronized Optional<Image> acquireKept(ImageKey key) {
        Optional<Image> image = Optional.ofNullable(images.get(key));
        image.ifPresent(Image::hold);
        return image;
    }

    /** Number of images that are kept. */
    public synchronized int size() {
        return images.size();
    }

    /** Gives up all images; those in use are closed by their last holder. */
    public synchronized void clear() {
        images.values().forEach(Image::release);
        images.clear();
        bytes = 0;
    }

    /** Gives up all images, and builds no more. */
    @Override
    public synchronized void close() {
        closed = true;
        clear();
    }

    private void evict() {
        Iterator<Image> eldest = images.values().iterator();
        while (images.size() > 1 && (images.size() > imagesMax || bytes > bytesMax)) {
            Image image = eldest.next();
            eldest.remove();
            bytes -= image.sizeBytes();
            image.release();
        }
    }
}

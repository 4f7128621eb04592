package sparecore.buyer.whole;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own in memory, for one daemon's folder, that can be filled to the last byte. */
final class TinyDisk implements AutoCloseable {
    private static final String SIZE = "32m";
    private static final int BLOCK_BYTES = 4096;

    private final Path folder;

    private TinyDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it. Who may not mount has the test skipped, with a word about it. */
    static TinyDisk mount(Path folder) throws IOException {
        Files.createDirectories(folder);
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=" + SIZE + ",mode=0700", "tmpfs", folder.toString()) == 0,
                "NOT TESTED: a full disk, for this user may not mount one (root may)");
        return new TinyDisk(folder);
    }

    private static int run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getInputStream().readAllBytes();
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Path folder() {
        return folder;
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Leaves no room for one more block. */
    void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(filler())) {
            while (true) {
                filler.write(new byte[BLOCK_BYTES]);
            }
        } catch (IOException noSpaceLeft) {
            if (Files.getFileStore(folder).getUsableSpace() >= BLOCK_BYTES) {
                throw noSpaceLeft;
            }
        }
    }

    void empty() throws IOException {
        Files.delete(filler());
    }

    /** Whatever still has a file open there must have ended. */
    @Override
    public void close() throws IOException {
        if (run("umount", folder.toString()) != 0) {
            throw new IOException("cannot unmount " + folder);
        }
    }
}

package sparecore.buyer.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the buyer's that takes the files which a program has left in /out.
 *
 * <p>The names come from a stranger's machine: a file is only ever made below the folder, never through a symbolic link, and never over a
 * file that was there before. Not thread-safe.
 */
public final class OutputFolder implements AutoCloseable {
    private static final int EXECUTABLE = 0111;

    private final Path folder;
    private @Nullable OutputStream open;
    private long left;

    /** @param folder is made if it is not there */
    public OutputFolder(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder).toRealPath();
    }

    /** Begins a file. @throws IOException if its name is not one, or it can't be made */
    public void begin(String name, int mode, long bytes) throws IOException {
        close();
        Path file = resolve(name);
        makeFolders(file);
        open = Files.newOutputStream(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if ((mode & EXECUTABLE) != 0 && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
        left = bytes;
        closeIfComplete();
    }

    /** Appends to the file that was begun last. */
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (open == null || length > left) {
            throw new IOException("bytes of a file that was not announced");
        }
        open.write(bytes, from, length);
        left -= length;
        closeIfComplete();
    }

    private Path resolve(String name) throws IOException {
        try {
            for (String part : name.split("/", -1)) {
                if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                    throw new IOException("the program left a file with a bad name: \"" + name + "\"");
                }
            }
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            throw new IOException("the program left a file with a bad name", e);
        }
    }

    private void makeFolders(Path file) throws IOException {
        Path at = folder;
        Path below = folder.relativize(file);
        for (int i = 0; i < below.getNameCount() - 1; i++) {
            at = at.resolve(below.getName(i));
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(at);
            }
        }
    }

    private void closeIfComplete() throws IOException {
        if (left == 0) {
            close();
        }
    }

    /** Closes a file that was cut off. */
    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}

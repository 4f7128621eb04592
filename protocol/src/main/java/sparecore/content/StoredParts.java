package sparecore.content;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts of a program as they lie on this machine's disk, one file each. Reads block; any thread. What is read is not checked against the
 * digests.
 *
 * @param list the parts
 * @param files where each of them is
 */
public record StoredParts(PartList list, List<Path> files) {
    /** Copies, and checks that there is a file for each part. */
    public StoredParts {
        files = List.copyOf(files);
        if (files.size() != list.size()) {
            throw new IllegalArgumentException(list.size() + " parts in " + files.size() + " files");
        }
    }

    /** The first part: the program itself. @throws IOException if it cannot be read, or has another size */
    public byte[] first() throws IOException {
        byte[] first = Files.readAllBytes(files.get(0));
        if (first.length != list.part(0).bytes()) {
            throw new EOFException("a program has another size than it had: " + files.get(0));
        }
        return first;
    }

    /** A part behind the first. */
    @FunctionalInterface
    public interface Place<T> {
        /** Says where it begins in the whole, how long it is, and in which file it lies. */
        T of(long offset, long bytes, Path file);
    }

    /** The parts behind the first, in the caller's own words. */
    public <T> List<T> rest(Place<T> words) {
        List<T> rest = new ArrayList<>();
        for (int i = 1; i < list.size(); i++) {
            rest.add(words.of(list.offset(i), list.part(i).bytes(), files.get(i)));
        }
        return rest;
    }

    /** Some bytes of a part. @throws IOException if they cannot be read */
    public byte[] read(int part, long offset, int length) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(files.get(part).toFile(), "r")) {
            byte[] bytes = new byte[length];
            file.seek(offset);
            file.readFully(bytes);
            return bytes;
        }
    }

    /** Some bytes of the whole file, zeros between its parts included. @throws IOException if they cannot be read */
    public byte[] readWhole(long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < list.size(); i++) {
            long from = Math.max(offset, list.offset(i));
            long to = Math.min(offset + length, list.offset(i) + list.part(i).bytes());
            if (from < to) {
                byte[] some = read(i, from - list.offset(i), (int) (to - from));
                System.arraycopy(some, 0, bytes, (int) (from - offset), some.length);
            }
        }
        return bytes;
    }
}

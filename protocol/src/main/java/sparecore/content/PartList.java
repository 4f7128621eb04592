package sparecore.content;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parts that a program's file consists of, in order: first the program itself, then one part for each of its input files. Each part after
 * the first begins at the next whole page of the file, and what is between them is zero. So a file that several programs use is the same part
 * in each, and travels once. Every list that exists keeps the limits; they are checked before anything is allocated. Immutable.
 */
public final class PartList {
    private static final int PAGE_BYTES = 4096;

    /** The program and its files together. */
    public static final int PARTS_MAX = 1024;

    /** Of the first part, which is parsed and held in memory. */
    public static final int FIRST_BYTES_MAX = 64 << 20;

    /** Of the other parts together. A seller's slots have 512 MiB by default, and the files count: this leaves the program as much again. */
    public static final long FILES_BYTES_MAX = 256L << 20;

    /** Of the whole file: each part after the first may be preceded by almost a page of zeros. */
    public static final long BYTES_MAX = FIRST_BYTES_MAX + FILES_BYTES_MAX + (long) PARTS_MAX * PAGE_BYTES;

    /**
     * One part.
     *
     * @param digest of its bytes
     * @param bytes how many there are, at least one
     */
    public record Part(Digest digest, long bytes) {}

    private final List<Part> parts;
    private final long[] offsets;

    /** @throws IllegalArgumentException with the limit that the parts break */
    public PartList(List<Part> parts) {
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException("a program has 1 to " + PARTS_MAX + " parts, not " + parts.size());
        }
        this.parts = List.copyOf(parts);
        this.offsets = new long[parts.size()];
        Set<Digest> seen = new HashSet<>();
        long files = 0;
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            Part part = parts.get(i);
            long most = i == 0 ? FIRST_BYTES_MAX : FILES_BYTES_MAX - files;
            if (part.bytes() < 1 || part.bytes() > most) {
                throw new IllegalArgumentException(
                        "a program has at most 64 MiB, its files 256 MiB together, and none is empty; one part has "
                                + part.bytes() + " bytes");
            }
            if (!seen.add(part.digest())) {
                throw new IllegalArgumentException("a program names the same part twice");
            }
            files += i == 0 ? 0 : part.bytes();
            offsets[i] = (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
            end = offsets[i] + part.bytes();
        }
    }

    /** A program without files. */
    public static PartList whole(Digest digest, long bytes) {
        return new PartList(List.of(new Part(digest, bytes)));
    }

    public List<Part> parts() {
        return parts;
    }

    public Part part(int index) {
        return parts.get(index);
    }

    public int size() {
        return offsets.length;
    }

    /** Where a part begins in the whole file. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Size of the whole file. */
    public long bytes() {
        int last = offsets.length - 1;
        return offsets[last] + parts.get(last).bytes();
    }

    /** Size of the parts after the first, without what is between them. */
    public long filesBytes() {
        return parts.stream().skip(1).mapToLong(Part::bytes).sum();
    }
}

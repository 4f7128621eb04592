package sparecore.seller.programs;

import java.util.List;
import sparecore.content.PartList;

/** The chunks of the parts of a program that were asked for: in order, without gaps, as large as announced and not a byte more. Not thread-safe. */
public final class ChunkOrder {
    public static final int CHUNK_BYTES_MAX = 256 << 10;

    private final PartList parts;
    private final List<Integer> wanted;
    private int next;
    private long offset;

    /** @param wanted which of the parts will come, in this order; at least one */
    public ChunkOrder(PartList parts, List<Integer> wanted) {
        this.parts = parts;
        this.wanted = List.copyOf(wanted);
    }

    /** @throws IllegalArgumentException if the chunk is not the next one */
    public void take(int part, long at, int bytes) {
        if (isComplete() || part != wanted.get(next) || at != offset) {
            throw new IllegalArgumentException("a chunk of part " + part + " at offset " + at + ", where "
                    + (isComplete() ? "none" : "part " + wanted.get(next) + " at " + offset) + " is the next");
        }
        if (bytes < 1 || bytes > CHUNK_BYTES_MAX) {
            throw new IllegalArgumentException("a chunk of a program has 1 to 262144 bytes, not " + bytes);
        }
        long size = parts.part(part).bytes();
        if (bytes > size - offset) {
            throw new IllegalArgumentException("a part has more bytes than the " + size + " announced");
        }
        offset += bytes;
        if (offset == size) {
            next++;
            offset = 0;
        }
    }

    public boolean isComplete() {
        return next == wanted.size();
    }
}

package sparecore.seller.programs;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;
import sparecore.seller.execution.LoadedProgram;

/**
 * Checked programs, up to a number of bytes in memory but always the last one; the one that was used longest ago goes first.
 * Thread-safe.
 */
final class ReadyPrograms {
    private record Ready(LoadedProgram program, StoredParts stored) {
        PartList parts() {
            return stored.list();
        }
    }

    private final long bytesMax;
    private final Map<Digest, Ready> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ReadyPrograms(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized Optional<LoadedProgram> get(Digest digest) {
        return Optional.ofNullable(programs.get(digest)).map(Ready::program);
    }

    synchronized Optional<StoredParts> stored(Digest digest) {
        return Optional.ofNullable(programs.get(digest)).map(Ready::stored);
    }

    /** @return the parts of programs that had to go, and of the one whose place this one takes */
    synchronized List<PartList> put(LoadedProgram program, StoredParts stored) {
        List<PartList> gone = new ArrayList<>();
        Ready before = programs.put(program.digest(), new Ready(program, stored));
        bytes += program.heldBytes();
        if (before != null) {
            bytes -= before.program().heldBytes();
            gone.add(before.parts());
        }
        while (bytes > bytesMax && programs.size() > 1) {
            gone.addAll(dropOldest());
        }
        return gone;
    }

    /** Lets the program go that was used longest ago. @return its parts; none if there is no program */
    synchronized List<PartList> dropOldest() {
        Iterator<Ready> oldest = programs.values().iterator();
        if (!oldest.hasNext()) {
            return List.of();
        }
        Ready ready = oldest.next();
        oldest.remove();
        bytes -= ready.program().heldBytes();
        return List.of(ready.parts());
    }
}

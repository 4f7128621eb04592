package sparecore.seller.programs;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sparecore.content.Digest;
import sparecore.seller.execution.LoadedProgram;

/**
 * Checked programs in memory, up to a number of bytes but always the last one; the one that was used longest ago goes first.
 * Thread-safe.
 */
final class ReadyPrograms {
    private final long bytesMax;
    private final Map<Digest, LoadedProgram> programs = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    ReadyPrograms(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    synchronized Optional<LoadedProgram> get(Digest digest) {
        return Optional.ofNullable(programs.get(digest));
    }

    synchronized void put(LoadedProgram program) {
        if (programs.put(program.digest(), program) == null) {
            bytes += program.sizeBytes();
        }
        Iterator<LoadedProgram> oldest = programs.values().iterator();
        while (bytes > bytesMax && programs.size() > 1) {
            bytes -= oldest.next().sizeBytes();
            oldest.remove();
        }
    }
}

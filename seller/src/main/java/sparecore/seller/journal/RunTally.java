package sparecore.seller.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparecore.content.Digest;

/**
 * Counts runs in memory between two writes, so that a run costs no write. A crash loses the counts of a few seconds: they are for
 * the owner's eyes, no money hangs on them. Thread-safe.
 */
public final class RunTally {
    private final Map<Digest, ProgramTotal> sinceLastWrite = new HashMap<>();

    public synchronized void count(Digest program, long sizeBytes, long cpuMicros) {
        ProgramTotal total = sinceLastWrite.getOrDefault(program, new ProgramTotal(program, sizeBytes, 0, 0));
        sinceLastWrite.put(program, total.plus(cpuMicros));
    }

    /** Takes what was counted; counting starts anew. */
    synchronized List<ProgramTotal> take() {
        List<ProgramTotal> taken = List.copyOf(sinceLastWrite.values());
        sinceLastWrite.clear();
        return taken;
    }
}

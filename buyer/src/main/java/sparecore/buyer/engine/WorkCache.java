package sparecore.buyer.engine;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import sparecore.buyer.job.JobId;
import sparecore.result.Work;

/**
 * The works of fragments that will soon go out; the journal has them all. Bounded in bytes: the first to come are the first to go
 * out, so that what comes while it is full is not kept.
 */
final class WorkCache {
    private static final long BYTES_MAX = 64 << 20;

    /** Of fragments that are decided while copies of them are out: what comes late may have to be disputed. The oldest go first. */
    private static final long LATE_BYTES_MAX = 16 << 20;

    private static final int ENTRY_BYTES = 300;

    private record Key(JobId job, int index) {}

    private final Journal journal;
    private final Map<Key, Work> works = new HashMap<>();
    private final Map<Key, Work> late = new LinkedHashMap<>();
    private long bytes;
    private long lateBytes;

    WorkCache(Journal journal) {
        this.journal = journal;
    }

    void put(JobId job, int index, Work work) {
        long size = size(work);
        if (bytes + size <= BYTES_MAX && works.putIfAbsent(new Key(job, index), work) == null) {
            bytes += size;
        }
    }

    Work get(JobId job, int index) {
        Work work = works.get(new Key(job, index));
        return work == null ? journal.work(job, index) : work;
    }

    void remove(JobId job, int index) {
        Work work = works.remove(new Key(job, index));
        bytes -= work == null ? 0 : size(work);
    }

    /** The fragment is decided; the journal forgets what was asked, and copies are out. */
    void awaitLate(JobId job, int index) {
        Work work = get(job, index);
        remove(job, index);
        if (late.put(new Key(job, index), work) == null) {
            lateBytes += size(work);
        }
        for (Iterator<Work> oldest = late.values().iterator(); lateBytes > LATE_BYTES_MAX && oldest.hasNext(); ) {
            lateBytes -= size(oldest.next());
            oldest.remove();
        }
    }

    /** What a result was asked for that came late; nothing where too much is awaited. */
    Optional<Work> late(JobId job, int index) {
        return Optional.ofNullable(late.get(new Key(job, index)));
    }

    /** What a work takes, in memory and on its way, in bytes. */
    static long size(Work work) {
        long size = (long) ENTRY_BYTES + work.input().size();
        for (var argument : work.arguments()) {
            size += argument.size() + 50;
        }
        return size;
    }
}

package sparecore.buyer.api;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.JobEvent;
import sparecore.buyer.engine.Watchers;
import sparecore.buyer.job.JobId;
import sparecore.identity.NodeId;

/**
 * Wakes the callers that follow a job, and keeps its latest events for those that come late. Thread-safe: the engine's thread
 * writes, gRPC's threads wait.
 */
public final class Watch implements Watchers {
    /** Events kept for one job, and jobs with events kept; older ones are forgotten. */
    private static final int EVENTS_MAX = 1_000;

    private static final int JOBS_MAX = 100;

    private static final class Followed {
        private long version;
        private long eventCount;
        private final Deque<JobEvent> events = new ArrayDeque<>();
    }

    private final Clock clock;
    private final Map<JobId, Followed> followed = new HashMap<>();
    private final Deque<JobId> oldest = new ArrayDeque<>();

    public Watch(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void changed(JobId job) {
        of(job).version++;
        notifyAll();
    }

    @Override
    public synchronized void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {
        Followed here = of(job);
        JobEvent.Builder event = JobEvent.newBuilder()
                .setAtMillis(clock.millis())
                .setKind(kind.name().toLowerCase(java.util.Locale.ROOT))
                .setText(text);
        if (seller != null) {
            event.setSeller(seller.toWire());
        }
        here.events.add(event.build());
        here.eventCount++;
        if (here.events.size() > EVENTS_MAX) {
            here.events.remove();
        }
        here.version++;
        notifyAll();
    }

    private Followed of(JobId job) {
        Followed known = followed.get(job);
        if (known != null) {
            return known;
        }
        Followed fresh = new Followed();
        followed.put(job, fresh);
        oldest.add(job);
        if (oldest.size() > JOBS_MAX) {
            followed.remove(oldest.remove());
        }
        return fresh;
    }

    /** Grows with every change of the job. */
    synchronized long version(JobId job) {
        return of(job).version;
    }

    /** Waits until the version is another one, or the time is over. */
    synchronized void awaitChange(JobId job, long version, long millis) throws InterruptedException {
        long deadline = clock.millis() + millis;
        for (long left = millis; of(job).version == version && left > 0; left = deadline - clock.millis()) {
            wait(left);
        }
    }

    /** The events after this many, as far as they are kept. */
    synchronized List<JobEvent> eventsAfter(JobId job, long count) {
        Followed here = of(job);
        long first = here.eventCount - here.events.size();
        List<JobEvent> all = new ArrayList<>(here.events);
        return List.copyOf(all.subList((int) Math.min(all.size(), Math.max(0, count - first)), all.size()));
    }

    synchronized long eventCount(JobId job) {
        return of(job).eventCount;
    }
}

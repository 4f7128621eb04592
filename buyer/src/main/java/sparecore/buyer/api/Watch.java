package sparecore.buyer.api;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.JobEvent;
import sparecore.buyer.engine.Watchers;
import sparecore.buyer.job.JobId;
import sparecore.identity.NodeId;

/**
 * Wakes the callers that follow a job, and keeps its latest events for those that come late. Thread-safe: the engine's thread
 * writes, others wait, each for its own job.
 */
public final class Watch implements Watchers {
    /** Events kept for one job; older ones are forgotten. */
    static final int EVENTS_MAX = 1_000;

    /** Jobs with events kept; those that nothing has happened to for longest, and nobody asked for, are forgotten. */
    static final int JOBS_MAX = 1_100;

    /** Events, oldest first, and how many there have been up to the last of them. */
    record Events(List<JobEvent> events, long count) {}

    /** Its monitor is what its followers wait on. */
    private static final class Followed {
        private long version;
        private long eventCount;
        private final Deque<JobEvent> events = new ArrayDeque<>();
    }

    private final Clock clock;
    private final Map<JobId, Followed> followed = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, Followed> eldest) {
            return size() > JOBS_MAX;
        }
    };

    public Watch(Clock clock) {
        this.clock = clock;
    }

    private Followed of(JobId job) {
        synchronized (followed) {
            return followed.computeIfAbsent(job, fresh -> new Followed());
        }
    }

    @Override
    public void changed(JobId job) {
        Followed here = of(job);
        synchronized (here) {
            here.version++;
            here.notifyAll();
        }
    }

    @Override
    public void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {
        JobEvent.Builder event = JobEvent.newBuilder()
                .setAtMillis(clock.millis())
                .setKind(kind.name().toLowerCase(Locale.ROOT))
                .setText(text);
        if (seller != null) {
            event.setSeller(seller.toWire());
        }
        Followed here = of(job);
        synchronized (here) {
            here.events.add(event.build());
            here.eventCount++;
            if (here.events.size() > EVENTS_MAX) {
                here.events.remove();
            }
            here.version++;
            here.notifyAll();
        }
    }

    /** Grows with every change of the job. */
    long version(JobId job) {
        Followed here = of(job);
        synchronized (here) {
            return here.version;
        }
    }

    /** Waits until the version is another one, or the time is over; may return early. */
    void awaitChange(JobId job, long version, long millis) throws InterruptedException {
        Followed here = of(job);
        synchronized (here) {
            if (here.version == version) {
                here.wait(millis);
            }
        }
    }

    /** The events after this many, as far as they are kept. */
    Events eventsAfter(JobId job, long count) {
        Followed here = of(job);
        synchronized (here) {
            List<JobEvent> all = new ArrayList<>(here.events);
            // A job that was forgotten meanwhile counts from zero again.
            long seen = count > here.eventCount ? 0 : count;
            long first = here.eventCount - all.size();
            int from = (int) Math.min(all.size(), Math.max(0, seen - first));
            return new Events(List.copyOf(all.subList(from, all.size())), here.eventCount);
        }
    }
}

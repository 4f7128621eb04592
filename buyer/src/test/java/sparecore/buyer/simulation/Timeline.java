package sparecore.buyer.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The simulated time, in milliseconds since the epoch, and all that is to come. Equal times in the order in which they were asked for. */
final class Timeline {
    static final long START_MILLIS = 1_700_000_000_000L;

    private record Task(long atMillis, long number, Life life, Runnable work) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atMillis).thenComparingLong(Task::number));
    private long nowMillis = START_MILLIS;
    private long lastNumber;
    private long events;
    private long trace;

    long nowMillis() {
        return nowMillis;
    }

    /** How many events have happened. */
    long events() {
        return events;
    }

    /** Sums up all that happened: equal for equal seeds. */
    long trace() {
        return trace;
    }

    void note(long what) {
        trace = trace * 0x9E37_79B9_7F4A_7C15L + what;
    }

    /** @param life whose it is; when that is over, nothing happens */
    void after(long delayMillis, Life life, Runnable work) {
        tasks.add(new Task(nowMillis + Math.max(0, delayMillis), ++lastNumber, life, work));
    }

    /** Lets the next thing happen. @return whose it was; null if nothing comes until then */
    @org.jspecify.annotations.Nullable
    Life next(long untilMillis) {
        for (Task task = tasks.peek(); task != null && task.atMillis() <= untilMillis; task = tasks.peek()) {
            tasks.remove();
            if (!task.life().isOver()) {
                nowMillis = task.atMillis();
                events++;
                note(task.number() ^ nowMillis);
                task.work().run();
                return task.life();
            }
        }
        nowMillis = Math.max(nowMillis, untilMillis);
        return null;
    }
}

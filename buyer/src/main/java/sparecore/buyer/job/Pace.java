package sparecore.buyer.job;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.money.Speed;

/**
 * What a job learns of its sellers while it runs: how much work a fragment is, and how fast each seller does it. From both follows when a
 * copy that is out may be expected. Work is counted in microseconds of the reference CPU, which leave a seller's own speed out;
 * a seller's rate is what it gets done in a millisecond on the clock, so that it holds whatever else its machine does. Not thread-safe.
 */
final class Pace {
    /** Fewer runs say too little. */
    static final int RUNS_LEAST = 10;

    /** A run that is over the mean by then is a large one: it is expected to take this many times what it has taken. */
    private static final double OVER = 1.3;

    /** What is left of a run that has come to the mean, in means. */
    private static final double LEFT_LEAST = 0.5;

    private static final long WAITING = Long.MIN_VALUE;

    /** A seller, and what it has, oldest first: when each began to run, as far as the buyer can tell. */
    private static final class Worker {
        private final Map<Integer, Long> out = new LinkedHashMap<>();
        private int slots = 1;
        private double ratedMicrosPerMilli = 1_000;
        private double doneMicros;
        private double busyMillis;

        private int running;

        private void add(int index, long nowMillis) {
            Long before = out.put(index, WAITING);
            if (before != null && before != WAITING) {
                running--;
            }
            startNext(nowMillis);
        }

        /** @return since when it ran; null if it did not, or is not out */
        private @Nullable Long remove(int index) {
            Long since = out.remove(index);
            if (since == null || since == WAITING) {
                return null;
            }
            running--;
            return since;
        }

        /** Whatever waits longest runs where a slot is free: what runs lies before it, so the search is short. */
        private void startNext(long nowMillis) {
            Iterator<Map.Entry<Integer, Long>> all = out.entrySet().iterator();
            while (running < slots && all.hasNext()) {
                Map.Entry<Integer, Long> one = all.next();
                if (one.getValue() == WAITING) {
                    one.setValue(nowMillis);
                    running++;
                }
            }
        }
    }

    private final Map<NodeId, Worker> workers = new HashMap<>();
    private long runs;
    private double meanMicros;
    private double squares;

    /** This seller has so many slots, each of this speed. */
    void serves(NodeId seller, int slots, Speed speed) {
        Worker worker = worker(seller);
        worker.slots = slots;
        worker.ratedMicrosPerMilli = 1_000.0 * speed.ppm() / Speed.REFERENCE_PPM;
    }

    private Worker worker(NodeId seller) {
        return workers.computeIfAbsent(seller, fresh -> new Worker());
    }

    void sent(int index, NodeId seller, long nowMillis) {
        worker(seller).add(index, nowMillis);
    }

    /** The copy is back without a result. */
    void returned(int index, NodeId seller) {
        worker(seller).remove(index);
    }

    /** A result has come. */
    void ended(int index, NodeId seller, long referenceMicros, long nowMillis) {
        Worker worker = worker(seller);
        Long since = worker.remove(index);
        if (since != null) {
            worker.doneMicros += referenceMicros;
            worker.busyMillis += Math.max(1, nowMillis - since);
        }
        worker.startNext(nowMillis);
        runs++;
        double distance = referenceMicros - meanMicros;
        meanMicros += distance / runs;
        squares += distance * (referenceMicros - meanMicros);
    }

    boolean isKnown() {
        return runs >= RUNS_LEAST;
    }

    /** How long a run takes on the reference CPU, on average, in milliseconds. */
    double meanMillis() {
        return meanMicros / 1_000;
    }

    /** Longer than nearly all runs take with the slowest seller at work: mean and three standard deviations, in milliseconds. */
    double longMillis() {
        double slowest = workers.entrySet().stream()
                .filter(one -> !one.getValue().out.isEmpty())
                .mapToDouble(one -> rate(one.getKey()))
                .min()
                .orElse(1_000);
        return (meanMicros + 3 * Math.sqrt(squares / Math.max(1, runs - 1))) / slowest;
    }

    /** Reference microseconds that one of its slots gets done in a millisecond: what it is rated at counts like one run. */
    private double rate(NodeId seller) {
        Worker worker = worker(seller);
        double prior = Math.max(1, meanMicros);
        return (worker.doneMicros + prior) / (worker.busyMillis + prior / worker.ratedMicrosPerMilli);
    }

    /** Whether every slot of the seller has something. */
    boolean isBusy(NodeId seller) {
        Worker worker = worker(seller);
        return worker.out.size() >= worker.slots;
    }

    /** Slots of all sellers that have something. */
    int slotsAtWork() {
        return workers.values().stream()
                .filter(worker -> !worker.out.isEmpty())
                .mapToInt(worker -> worker.slots)
                .sum();
    }

    /** When the seller's copy may be expected, in milliseconds from now. */
    double expectedMillis(int index, NodeId seller, long nowMillis) {
        Worker worker = worker(seller);
        Long since = worker.out.get(index);
        double rate = rate(seller);
        if (since != null && since != WAITING) {
            return leftMicros(since, rate, nowMillis) / rate;
        }
        double soonest = worker.out.values().stream()
                .filter(other -> other != WAITING)
                .mapToDouble(other -> leftMicros(other, rate, nowMillis))
                .min()
                .orElse(0);
        return (soonest + meanMicros) / rate;
    }

    /**
     * When the seller would be done with one more run, in milliseconds from now.
     *
     * @param referenceMicros how much work it is; zero where nobody knows
     * @param ahead runs that it will get before, beside those that it has
     */
    double doneMillis(NodeId seller, double referenceMicros, int ahead, long nowMillis) {
        Worker worker = worker(seller);
        double rate = rate(seller);
        double run = (referenceMicros > 0 ? referenceMicros : meanMicros) / rate;
        int before = worker.out.size() + ahead - worker.slots;
        if (before < 0) {
            return run;
        }
        double soonest = worker.out.values().stream()
                .filter(since -> since != WAITING)
                .mapToDouble(since -> leftMicros(since, rate, nowMillis))
                .min()
                .orElse(0);
        return (soonest + before * meanMicros / worker.slots) / rate + run;
    }

    private double leftMicros(long since, double rate, long nowMillis) {
        double done = (nowMillis - since) * rate;
        return done < meanMicros
                ? Math.max(meanMicros - done, LEFT_LEAST * meanMicros)
                : Math.max(LEFT_LEAST * meanMicros, (OVER - 1) * done);
    }

    /** How long another seller would take for a fragment that this one has, in milliseconds. */
    double anewMillis(int index, NodeId holder, NodeId other, long nowMillis) {
        Long since = worker(holder).out.get(index);
        double known = since == null || since == WAITING ? 0 : OVER * (nowMillis - since) * rate(holder);
        return Math.max(meanMicros, known) / rate(other);
    }
}

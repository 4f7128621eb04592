package sparecore.buyer.bench;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.Ruled;
import sparecore.buyer.job.Vote;
import sparecore.buyer.job.WhenSpent;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;
import sparecore.vote.Acceptance;
import sparecore.vote.Standing;

/**
 * One job of the shipped scheduler on simulated sellers: fragments whose size differs by a factor of ten, sellers of one slot whose speed
 * differs by a factor of seven, which leave without a word and come back. Sizes are seconds of the reference CPU. Pure: the clock and
 * the dice are its own. For one thread.
 */
final class TailTrial {
    private static final long STEP_MILLIS = 250;
    private static final long LOOK_MILLIS = 1_000;
    private static final long STEPS_MAX = 1_000_000;
    private static final int WINDOW = 2;
    private static final double SIZE_LEAST_MILLIS = 20_000;
    private static final double SIZE_SPREAD = 10;
    private static final double SPEED_LEAST = 0.3;
    private static final double SPEED_MOST = 2;
    private static final double THERE_MILLIS = 1_800_000;
    private static final double AWAY_MILLIS = 300_000;
    private static final Price PRICE = Price.parse("1");

    /**
     * What came of it.
     *
     * @param seconds until all had ended
     * @param idealSeconds when the sellers that were there could have done it all, had no work been lost, repeated or waited for
     * @param copies that went out because sellers had nothing else to do, as a share of the fragments
     * @param votes that a fragment was accepted by, on average
     * @param runs results that came, for each fragment
     */
    record Outcome(double seconds, double idealSeconds, double copies, double votes, double runs) {
        double ratio() {
            return seconds / idealSeconds;
        }
    }

    /** An assignment. */
    private static final class Run {
        private final int index;
        private double leftMillis;

        Run(int index, double sizeMillis) {
            this.index = index;
            this.leftMillis = sizeMillis;
        }
    }

    /** A seller with one slot. */
    private static final class Worker {
        private final NodeId id;
        private final double speed;
        private final Deque<Run> runs = new ArrayDeque<>();
        private boolean isThere = true;
        private long changesAtMillis;

        Worker(NodeId id, double speed) {
            this.id = id;
            this.speed = speed;
        }
    }

    private final Random random;
    private final Job job;
    private final Random lots;
    private final boolean copies;
    private final List<Worker> workers = new ArrayList<>();
    private final double[] sizes;
    private final List<Double> couldMillis = new ArrayList<>();
    private long nowMillis;
    private int copied;
    private double votedMillis;
    private int voted;
    private int runs;

    /**
     * @param rule what is asked of the votes
     * @param copies whether sellers that have nothing else to do get copies at the end
     */
    TailTrial(Acceptance rule, int fragments, int sellers, long seed, boolean copies) {
        this.random = new Random(seed);
        this.lots = new Random(~seed);
        this.copies = copies;
        this.sizes = new double[fragments];
        this.job = new Job(new JobSpec(
                new JobId(new Id(seed, fragments)),
                "trial",
                digest(0),
                new ProgramNeeds(Abi.RAW, 2, false),
                rule,
                PRICE,
                Credits.ofWhole(1_000_000),
                RunLimits.of(RunLimits.MEMORY_BYTES_MIN, RunLimits.CPU_SECONDS_MAX, 1),
                sellers,
                0,
                WhenSpent.STOP));
        for (int i = 0; i < fragments; i++) {
            sizes[i] = SIZE_LEAST_MILLIS * Math.pow(SIZE_SPREAD, random.nextDouble());
            job.add(i, digest(i));
        }
        job.closeInput();
        job.errorBound().ifPresent(bound -> {
            bound.begin(digest((int) seed));
            bound.added(fragments);
        });
        for (int i = 0; i < sellers; i++) {
            Worker worker = new Worker(
                    NodeId.fromBytes(digest(-1 - i).toBytes()),
                    SPEED_LEAST + (SPEED_MOST - SPEED_LEAST) * random.nextDouble());
            worker.changesAtMillis = whenNext(worker);
            workers.add(worker);
            job.serves(worker.id, 1, speed(worker));
            job.errorBound()
                    .ifPresent(bound -> bound.seat(worker.id, worker.id.toString(), Standing.IMPORTED_CHECKS_MOST));
        }
    }

    private static Digest digest(int number) {
        return Digest.of(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    private static Speed speed(Worker worker) {
        return new Speed((long) (worker.speed * Speed.REFERENCE_PPM));
    }

    private long whenNext(Worker worker) {
        double mean = worker.isThere ? THERE_MILLIS : AWAY_MILLIS;
        return nowMillis + (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** As if the ideal were to give each fragment the votes that it was accepted by. */
    Outcome run() {
        return run(-1);
    }

    /** @param workMillis what the ideal has to do, on the reference CPU; below zero for all that was voted */
    Outcome run(double workMillis) {
        double could = 0;
        for (long step = 0; !job.isComplete(); step++) {
            if (step > STEPS_MAX) {
                throw new IllegalStateException("a simulated job does not end");
            }
            nowMillis += STEP_MILLIS;
            for (Worker worker : workers) {
                comeOrGo(worker);
                could += worker.isThere ? worker.speed * STEP_MILLIS : 0;
                compute(worker);
            }
            couldMillis.add(could);
            handOut();
        }
        double work = workMillis < 0 ? votedMillis : workMillis;
        long steps = 1 + couldMillis.stream().filter(done -> done < work).count();
        double size = sizes.length;
        return new Outcome(nowMillis / 1e3, steps * STEP_MILLIS / 1e3, copied / size, voted / size, runs / size);
    }

    /** The work of all votes that were accepted, on the reference CPU. */
    double votedMillis() {
        return votedMillis;
    }

    private void comeOrGo(Worker worker) {
        if (nowMillis < worker.changesAtMillis) {
            return;
        }
        worker.isThere = !worker.isThere;
        worker.changesAtMillis = whenNext(worker);
        worker.runs.forEach(run -> job.returned(run.index, worker.id));
        worker.runs.clear();
    }

    private void compute(Worker worker) {
        double left = worker.speed * STEP_MILLIS;
        for (Run run = worker.runs.peek(); run != null && left > 0; run = worker.runs.peek()) {
            double done = Math.min(left, run.leftMillis);
            run.leftMillis -= done;
            left -= done;
            if (run.leftMillis <= 0) {
                worker.runs.remove();
                end(run, worker);
            }
        }
    }

    private void end(Run run, Worker worker) {
        RunResult result = new RunResult(
                new LeaseId(new Id(0, 0)),
                run.index,
                digest(run.index),
                Ending.EXITED,
                0,
                0,
                Digest.of(ByteString.EMPTY.toByteArray()),
                (long) (sizes[run.index] / worker.speed * 1_000));
        Vote vote = Vote.of(worker.id, result, PRICE, speed(worker));
        job.ended(run.index, worker.id, vote.referenceMicros(), nowMillis);
        runs++;
        job.vote(run.index, vote).forEach(this::count);
    }

    private void count(Ruled ruled) {
        if (ruled.outcome() instanceof sparecore.buyer.job.Outcome.Accepted accepted) {
            voted += accepted.right().size();
            votedMillis += accepted.right().size() * sizes[ruled.index()];
        }
    }

    private void handOut() {
        boolean looks = nowMillis % LOOK_MILLIS == 0;
        if (looks) {
            job.noticeLate(nowMillis);
        }
        List<Worker> there = new ArrayList<>(
                workers.stream().filter(worker -> worker.isThere).toList());
        Collections.shuffle(there, random);
        List<NodeId> takers = there.stream().map(worker -> worker.id).toList();
        job.errorBound().ifPresent(bound -> bound.draw(takers, nowMillis, lots));
        there.forEach(this::fill);
        if (!looks || !copies) {
            return;
        }
        there.sort(Comparator.comparing(worker -> -worker.speed));
        for (Worker worker : there) {
            OptionalInt index = worker.runs.isEmpty() ? job.tailCopy(worker.id, nowMillis) : OptionalInt.empty();
            if (index.isPresent()) {
                copied++;
                give(index.getAsInt(), worker);
            }
        }
    }

    private void fill(Worker worker) {
        while (worker.runs.size() < WINDOW) {
            OptionalInt index = job.next(worker.id, nowMillis);
            if (index.isEmpty()) {
                return;
            }
            give(index.getAsInt(), worker);
        }
    }

    private void give(int index, Worker worker) {
        job.sent(index, worker.id, nowMillis);
        worker.runs.add(new Run(index, sizes[index]));
    }
}

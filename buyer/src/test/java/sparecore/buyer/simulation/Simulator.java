package sparecore.buyer.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;
import sparecore.buyer.bench.Simulation;

/** Runs through seeds, each on one thread from its beginning to its end. */
public final class Simulator implements Simulation {
    private static final long NONE = Long.MAX_VALUE;

    private interface Seed {
        /** @throws RuntimeException if something is broken */
        void run(Tally tally, long seed);
    }

    private static final class Tally {
        private long seeds;
        private long events;
        private long faults;
        private long renewals;
        private Optional<Broken> broken = Optional.empty();
    }

    @Override
    public Report markets(long firstSeed, long seeds, int threads) {
        return run(firstSeed, seeds, threads, Simulator::market);
    }

    private static void market(Tally tally, long seed) {
        try (World world = new World(seed)) {
            try {
                world.run();
            } finally {
                tally.events += world.timeline().events();
                tally.faults += world.faults();
                tally.renewals += world.onlooker().renewals();
            }
        }
    }

    @Override
    public Report schedules(long firstSeed, long seeds, int threads) {
        PaymentSchedule schedule = new PaymentSchedule();
        return run(firstSeed, seeds, threads, (tally, seed) -> {
            PaymentSchedule.Told told = schedule.run(seed);
            tally.events += told.messages();
            tally.faults += told.faults();
        });
    }

    private static Report run(long firstSeed, long seeds, int threads, Seed each) {
        Logger logger = (Logger) LoggerFactory.getLogger("sparecore");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        AtomicLong next = new AtomicLong(firstSeed);
        AtomicLong broken = new AtomicLong(NONE);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Tally>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(pool.submit(() -> work(next, firstSeed + seeds, broken, each)));
            }
            return sum(parts);
        } finally {
            pool.shutdownNow();
            logger.setLevel(before);
        }
    }

    /** Seeds below the lowest broken one are run to their end, so that which one is named does not depend on the threads. */
    private static Tally work(AtomicLong next, long end, AtomicLong broken, Seed each) {
        Tally tally = new Tally();
        for (long seed = next.getAndIncrement(); seed < end && seed < broken.get(); seed = next.getAndIncrement()) {
            try {
                each.run(tally, seed);
            } catch (RuntimeException | Error e) {
                broken.accumulateAndGet(seed, Math::min);
                tally.broken = Optional.of(new Broken(seed, e.getMessage() == null ? e.toString() : e.getMessage()));
            }
            tally.seeds++;
        }
        return tally;
    }

    private static Report sum(List<Future<Tally>> parts) {
        Tally all = new Tally();
        for (Future<Tally> part : parts) {
            try {
                Tally tally = part.get();
                all.seeds += tally.seeds;
                all.events += tally.events;
                all.faults += tally.faults;
                all.renewals += tally.renewals;
                if (tally.broken.isPresent()
                        && (all.broken.isEmpty()
                                || tally.broken.get().seed() < all.broken.get().seed())) {
                    all.broken = tally.broken;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return new Report(all.seeds, all.events, all.faults, all.renewals, all.broken);
    }
}

package sparecore.buyer.bench;

import java.util.Optional;

/**
 * The port to the simulated market. Who implements it knows all three daemons and so lies among the tests; a {@link
 * java.util.ServiceLoader} finds it where they are on the class path. Thread-safe.
 */
public interface Simulation {
    /**
     * What some seeds came to.
     *
     * @param seeds how many were run through
     * @param events that happened in them: messages, timers, steps
     * @param faults that were made: crashes, lost links, cuts, repeats
     * @param renewals of leases
     * @param broken the lowest seed in which something happened that must not, if there was one
     */
    record Report(long seeds, long events, long faults, long renewals, Optional<Broken> broken) {}

    /** @param problem what must not have happened */
    record Broken(long seed, String problem) {}

    /** Whole markets, one for each seed. Stops at the first that breaks. */
    Report markets(long firstSeed, long seeds, int threads);

    /** Schedules of payment messages that are dropped, repeated and reordered, at the broker's core alone. Stops at the first that breaks. */
    Report schedules(long firstSeed, long seeds, int threads);
}

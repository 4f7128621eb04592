package sparecore.buyer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sparecore.buyer.bench.Simulation;

/** A thousand markets, and some schedules of payments; {@code sparecore bench simulate} goes on from there. */
class MarketSimulationTest {
    private static final int THREADS = 2;
    private static final long MARKETS = 1_000;
    private static final long SCHEDULES = 20_000;
    private static final long FAULTS_LEAST = 10 * MARKETS;

    private final Simulator simulator = new Simulator();

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void marketsComeToAGoodEnd() {
        Simulation.Report report = simulator.markets(1, MARKETS, THREADS);
        assertThat(report.broken()).isEmpty();
        assertThat(report.faults()).isGreaterThan(FAULTS_LEAST);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void paymentsInAnyOrderTwiceOrNotAtAllLeaveTheLedgerRight() {
        assertThat(simulator.schedules(1, SCHEDULES, THREADS).broken()).isEmpty();
    }

    @Test
    void theSameSeedIsTheSameMarket() {
        assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
    }

    private static long trace(long seed) {
        try (World world = new World(seed)) {
            world.run();
            return world.timeline().trace();
        }
    }
}

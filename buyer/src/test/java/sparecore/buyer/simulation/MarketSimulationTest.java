package sparecore.buyer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sparecore.buyer.bench.Simulation;

/** A thousand markets, and some thousands of schedules of payments; {@code sparecore bench simulate} runs on from there. */
class MarketSimulationTest {
    private static final int THREADS = 2;

    private final Simulator simulator = new Simulator();

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void aThousandMarketsComeToAGoodEnd() {
        Simulation.Report report = simulator.markets(1, 1_000, THREADS);
        assertThat(report.broken()).isEmpty();
        assertThat(report.faults()).isGreaterThan(10_000);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void paymentsInAnyOrderTwiceOrNotAtAllLeaveTheLedgerRight() {
        assertThat(simulator.schedules(1, 50_000, THREADS).broken()).isEmpty();
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

package sparecore.buyer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that breaks resumes: whatever was under way, running or waiting when it broke is computed once all the same. */
class CutLinkTest {
    private static final long SEEDS = 24;
    private static final long BETWEEN_CUTS_MILLIS = 1_500;
    private static final int MARKETS_LEAST = 3;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void noRunIsLost() {
        int markets = 0;
        int cuts = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            World.Work calm = work(seed, 0);
            // Others want two sellers, or lack the money.
            if (calm.over() && calm.accepted() > 1 && calm.runs() == calm.accepted()) {
                World.Work cut = work(seed, BETWEEN_CUTS_MILLIS);
                assertThat(cut.accepted()).as("seed %d", seed).isEqualTo(calm.accepted());
                assertThat(cut.runs()).as("runs, seed %d", seed).isEqualTo(calm.accepted());
                markets++;
                cuts += cut.cuts();
            }
        }
        assertThat(markets).isGreaterThanOrEqualTo(MARKETS_LEAST);
        assertThat(cuts).isGreaterThan(2 * markets);
    }

    private static World.Work work(long seed, long betweenCutsMillis) {
        try (World world = World.ofTwo(seed)) {
            return world.work(betweenCutsMillis);
        }
    }
}

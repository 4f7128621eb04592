package sparecore.buyer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is no better than what it finds: each rule is taken out in turn, and it must be missed. */
class MutationTest {
    /** Within so many seeds from its own on every mutant is caught. */
    private static final long SEEDS = 300;

    private static final Path ROOT = Path.of(System.getProperty("sparecore.root", ".."));

    @TempDir
    private Path folder = Path.of("");

    static List<Mutant> mutants() {
        return Mutant.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void isCaught(Mutant mutant) {
        long seed = mutant.firstBroken(ROOT, folder, SEEDS);
        assertThat(seed).as("the first seed that misses: %s", mutant).isPositive();
        System.out.println("without \"" + mutant + "\": caught by seed " + seed);
    }
}

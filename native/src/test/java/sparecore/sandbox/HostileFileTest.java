package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.Mutations;

/** Whatever the reader accepts can be started, and ends inside of the sandbox. */
final class HostileFileTest {
    private static final int RUNS = 100;
    private static final int MUTATIONS_MAX = 100_000;
    private static final Limits LIMITS = Limits.DEFAULT.withCpuSeconds(1);

    @Test
    void acceptedMutationsRunOrDieButNeverBreakTheLaunch() throws Exception {
        long seed = Long.getLong("sparecore.seed", System.nanoTime());
        System.out.println("HostileFileTest seed " + seed);
        Random random = new Random(seed);
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        int runs = 0;
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false))) {
            for (int i = 0; i < MUTATIONS_MAX && runs < RUNS; i++) {
                try {
                    Program program = Program.parse(Mutations.next(random));
                    RunReport report = sandbox.run(program, LIMITS, Invocation.of("mutant"));
                    assertThat(report.outcome())
                            .as("seed %d: %s", seed, report.describe())
                            .isNotEqualTo(Outcome.LAUNCH_FAILED);
                    outcomes.merge(report.outcome(), 1, Integer::sum);
                    runs++;
                } catch (BadProgramException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
        assertThat(runs).isEqualTo(RUNS);
        assertThat(outcomes).containsKey(Outcome.EXITED);
    }
}

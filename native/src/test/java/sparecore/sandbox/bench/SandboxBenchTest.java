package sparecore.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;

final class SandboxBenchTest {
    @Test
    void comparesStrictWithPlain() throws Exception {
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false))) {
            SandboxBench.Result result = SandboxBench.run(sandbox, 5, 20);
            assertThat(result.figures()).extracting(Figures::launcher).startsWith("strict", "plain");
            assertThat(result.strictToPlainReaped()).isPositive();
            for (Figures figures : result.figures()) {
                assertThat(figures.rounds()).isEqualTo(20);
                assertThat(figures.firstByteMedianMicros()).isPositive().isLessThan(figures.reapedMedianMicros());
                assertThat(figures.reapedMedianMicros()).isLessThanOrEqualTo(figures.reapedP99Micros());
            }
        }
    }

    @Test
    void medianAndP99AreOfTheSortedTimes() {
        Figures figures =
                Figures.of("x", List.of(new Times(3000, 30_000), new Times(1000, 10_000), new Times(2000, 20_000)));
        assertThat(figures.firstByteMedianMicros()).isEqualTo(2);
        assertThat(figures.reapedP99Micros()).isEqualTo(20);
    }
}

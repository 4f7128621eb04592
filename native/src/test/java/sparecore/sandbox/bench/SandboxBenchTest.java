package sparecore.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;

final class SandboxBenchTest {
    @Test
    void comparesStrictWithPlainAfterARestAndInARow() throws Exception {
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
                SandboxBench bench = new SandboxBench()) {
            bench.addTwoCalls(sandbox);
            List<Figures> figures = bench.run(5, 20);
            assertThat(figures)
                    .extracting(Figures::launcher)
                    .startsWith("strict", "plain", "strict, in a row", "plain, in a row");
            for (Figures figure : figures) {
                assertThat(figure.program()).isEqualTo("two calls");
                assertThat(figure.rounds()).isEqualTo(20);
                assertThat(figure.firstByteMedianMicros()).isPositive().isLessThan(figure.reapedMedianMicros());
                assertThat(figure.reapedMedianMicros()).isLessThanOrEqualTo(figure.reapedP99Micros());
            }
        }
    }

    @Test
    void medianAndP99AreOfTheSortedTimes() {
        Figures figures = Figures.of(
                "p", "x", List.of(new Times(3000, 30_000), new Times(1000, 10_000), new Times(2000, 20_000)));
        assertThat(figures.firstByteMedianMicros()).isEqualTo(2);
        assertThat(figures.reapedP99Micros()).isEqualTo(20);
    }
}

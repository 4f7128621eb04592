package sparecore.sandbox.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.LaunchReport;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;

final class ReferenceWorkloadTest {
    @Test
    void printsTheChecksumThatJavaComputes() {
        assertThat(String.format("%016x", checksum())).isEqualTo(ReferenceWorkload.CHECKSUM);
    }

    @Test
    void ratesASlot() throws Exception {
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false))) {
            long speed = ReferenceWorkload.speedPpm(ReferenceWorkload.run(sandbox));
            assertThat(speed).isBetween(20_000L, 20_000_000L);
        }
    }

    @Test
    void speedIsReferenceTimeDividedByTime() {
        assertThat(ReferenceWorkload.speedPpm(done(ReferenceWorkload.REFERENCE_CPU_MICROS)))
                .isEqualTo(1_000_000);
        assertThat(ReferenceWorkload.speedPpm(done(2 * ReferenceWorkload.REFERENCE_CPU_MICROS)))
                .isEqualTo(500_000);
        assertThat(ReferenceWorkload.speedPpm(done(0))).isPositive();
    }

    @Test
    void refusesToRateWrongWork() {
        byte[] wrong = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> ReferenceWorkload.speedPpm(report(Outcome.EXITED, wrong, 1)))
                .hasMessageContaining("instead of");
        assertThatThrownBy(() -> ReferenceWorkload.speedPpm(report(Outcome.CPU_LIMIT, wrong, 1)))
                .hasMessageContaining("did not finish");
    }

    private static RunReport done(long cpuMicros) {
        byte[] right = ReferenceWorkload.CHECKSUM.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return report(Outcome.EXITED, right, cpuMicros);
    }

    private static RunReport report(Outcome outcome, byte[] output, long cpuMicros) {
        LaunchReport launch = new LaunchReport(List.of(), "");
        return new RunReport(outcome, 0, 0, output, new byte[0], cpuMicros, 0, 0, launch);
    }

    private static long checksum() {
        long state = WorkloadCode.SEED;
        long sum = 0;
        for (int i = 0; i < WorkloadCode.INTEGER_TURNS; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            sum += state;
        }
        double value = 0;
        for (int i = WorkloadCode.FLOAT_TURNS; i > 0; i--) {
            value = Math.sqrt(value * WorkloadCode.FACTOR + WorkloadCode.SUMMAND + i);
        }
        sum += Double.doubleToRawLongBits(value);
        return sum + memory(state);
    }

    private static long memory(long seed) {
        long[] table = new long[1 << WorkloadCode.TABLE_BITS];
        long state = seed;
        for (int i = 0; i < WorkloadCode.MEMORY_TURNS; i++) {
            state = state * WorkloadCode.MULTIPLIER + 1;
            int place = (int) (state >>> (Long.SIZE - WorkloadCode.TABLE_BITS));
            state += table[place];
            table[place] = state;
        }
        return state;
    }
}

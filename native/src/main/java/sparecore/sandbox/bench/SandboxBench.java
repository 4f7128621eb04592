package sparecore.sandbox.bench;

import java.util.List;
import sparecore.sandbox.Sandbox;

/** Compares strict, plain and (where installed) bubblewrap spawns of one program, in interleaved rounds. */
public final class SandboxBench {
    private SandboxBench() {}

    /**
     * One launcher's figures.
     *
     * @param launcher {@code strict}, {@code plain} or {@code bubblewrap}
     * @param rounds number of runs
     */
    public record Figures(
            String launcher,
            int rounds,
            double firstByteMedianMicros,
            double firstByteP99Micros,
            double reapedMedianMicros,
            double reapedP99Micros) {}

    /**
     * All figures, strict first, and the ratio that must stay at or below 1.5.
     *
     * @param strictToPlainReaped median reaped, strict divided by plain
     */
    public record Result(List<Figures> figures, double strictToPlainFirstByte, double strictToPlainReaped) {}

    /** Runs {@code rounds} rounds after {@code warmUpRounds} that don't count. */
    public static Result run(Sandbox sandbox, int warmUpRounds, int rounds) {
        throw new UnsupportedOperationException(sandbox + " " + warmUpRounds + rounds);
    }
}

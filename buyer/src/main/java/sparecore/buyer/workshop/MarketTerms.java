package sparecore.buyer.workshop;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;

/** What the market asks of a run, and what it calls its end, in the sandbox's terms: a run here is as one at a seller. Pure. */
public final class MarketTerms {
    private static final LeaseId NO_LEASE = new LeaseId(new Id(0, 0));

    private MarketTerms() {}

    public static Limits limits(RunLimits limits) {
        return new Limits(
                limits.memoryBytes(),
                limits.cpuSeconds(),
                limits.outputBytes(),
                limits.errorBytes(),
                min(Duration.ofMillis(limits.wallMillis()), Limits.WALL_TIME_MAX));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** With an empty environment. */
    public static Invocation invocation(List<ByteString> arguments, ByteString input) {
        return new Invocation(arguments.stream().map(ByteString::toStringUtf8).toList(), Map.of(), input.toByteArray());
    }

    /** As a seller would report it, under no lease. Nothing for a run that did not come to an end of its own. */
    public static Optional<RunResult> result(Work work, RunReport report) {
        return ending(report.outcome())
                .map(ending -> new RunResult(
                        NO_LEASE,
                        0,
                        work.digest(),
                        ending,
                        report.exitCode(),
                        report.signal(),
                        Digest.of(report.output()),
                        report.cpuMicros()));
    }

    /** Nothing for a run that did not come to an end of its own: killed on request, or never started. */
    public static Optional<Ending> ending(Outcome outcome) {
        return switch (outcome) {
            case EXITED -> Optional.of(Ending.EXITED);
            case CRASHED -> Optional.of(Ending.CRASHED);
            case FORBIDDEN_CALL -> Optional.of(Ending.FORBIDDEN_CALL);
            case CPU_LIMIT -> Optional.of(Ending.CPU_LIMIT);
            case WALL_LIMIT -> Optional.of(Ending.WALL_LIMIT);
            case OUTPUT_LIMIT -> Optional.of(Ending.OUTPUT_LIMIT);
            case KILLED, LAUNCH_FAILED -> Optional.empty();
        };
    }
}

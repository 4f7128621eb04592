package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.Map;
import sparecore.buyer.workshop.LocalLimits;
import sparecore.result.Ending;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Run;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** One fragment in this machine's sandbox, told in the market's words. Thread-safe. */
final class LocalRun {
    private final Sandbox sandbox;
    private final Order order;
    private final Limits limits;

    LocalRun(Sandbox sandbox, Order order) {
        this.sandbox = sandbox;
        this.order = order;
        this.limits = LocalLimits.of(order.limits());
    }

    Run start(Fragment fragment) {
        Invocation invocation = new Invocation(
                fragment.arguments().stream().map(ByteString::toStringUtf8).toList(),
                Map.of(),
                fragment.input().toByteArray());
        try {
            return sandbox.start(order.program(), limits, invocation);
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws Failure if the program could not be started at all */
    Ended end(Fragment fragment, RunReport report) {
        Ending ending =
                switch (report.outcome()) {
                    case EXITED -> Ending.EXITED;
                    case CRASHED -> Ending.CRASHED;
                    case FORBIDDEN_CALL -> Ending.FORBIDDEN_CALL;
                    case CPU_LIMIT -> Ending.CPU_LIMIT;
                    case WALL_LIMIT -> Ending.WALL_LIMIT;
                    case OUTPUT_LIMIT -> Ending.OUTPUT_LIMIT;
                    case KILLED -> throw new Failure(ExitCode.INTERRUPTED, "stopped");
                    case LAUNCH_FAILED -> throw new Failure(ExitCode.ENVIRONMENT, report.describe());
                };
        return Unpacking.judge(new Ended(
                fragment.line(),
                fragment.label(),
                Ended.State.ACCEPTED,
                ending.describe(report.exitCode(), report.signal()),
                "",
                ending == Ending.EXITED && report.exitCode() == 0,
                report.exitCode(),
                report.signal(),
                UnsafeByteOperations.unsafeWrap(report.output()),
                UnsafeByteOperations.unsafeWrap(report.error()),
                report.cpuMicros(),
                0,
                1));
    }
}

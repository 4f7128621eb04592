package sparecore.buyer.map;

import com.google.protobuf.UnsafeByteOperations;
import sparecore.buyer.workshop.MarketTerms;
import sparecore.result.Ending;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
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
        this.limits = MarketTerms.limits(order.limits());
    }

    Run start(Fragment fragment) {
        Invocation invocation = MarketTerms.invocation(fragment.arguments(), fragment.input());
        try {
            return sandbox.start(order.program(), limits, invocation);
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws Failure if the program could not be started at all */
    Ended end(Fragment fragment, RunReport report) {
        Ending ending = MarketTerms.ending(report.outcome()).orElseThrow(() -> failure(report));
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

    private static Failure failure(RunReport report) {
        return report.outcome() == Outcome.KILLED
                ? new Failure(ExitCode.INTERRUPTED, "stopped")
                : new Failure(ExitCode.ENVIRONMENT, report.describe());
    }
}

package sparecore.seller.confinement;

import sparecore.result.Ending;
import sparecore.sandbox.Run;
import sparecore.sandbox.RunReport;
import sparecore.seller.execution.Execution;
import sparecore.seller.execution.RunEnd;

/** A run of the sandbox, in the seller's words. Thread-safe as {@link Run} is. */
final class SandboxExecution implements Execution {
    private final Run run;

    SandboxExecution(Run run) {
        this.run = run;
    }

    @Override
    public long pid() {
        return run.pid();
    }

    @Override
    public void pause() {
        run.pause();
    }

    @Override
    public void resume() {
        run.resume();
    }

    @Override
    public void kill() {
        run.kill();
    }

    @Override
    public RunEnd await() {
        RunReport report = run.await();
        return switch (report.outcome()) {
            case EXITED -> completed(Ending.EXITED, report);
            case CRASHED -> completed(Ending.CRASHED, report);
            case FORBIDDEN_CALL -> completed(Ending.FORBIDDEN_CALL, report);
            case CPU_LIMIT -> completed(Ending.CPU_LIMIT, report);
            case WALL_LIMIT -> completed(Ending.WALL_LIMIT, report);
            case OUTPUT_LIMIT -> completed(Ending.OUTPUT_LIMIT, report);
            case KILLED, LAUNCH_FAILED -> new RunEnd.Abandoned(report.describe());
        };
    }

    private static RunEnd completed(Ending ending, RunReport report) {
        return new RunEnd.Completed(
                ending,
                report.exitCode(),
                report.signal(),
                report.output(),
                report.error(),
                Math.max(1, report.cpuMicros()));
    }
}

package sparecore.buyer.referee;

import java.util.ArrayList;
import java.util.List;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.workshop.MarketTerms;
import sparecore.money.Speed;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.workload.ReferenceWorkload;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.DisputeKind;
import sparecore.wire.DisputeRow;

/** Runs disputed work in this machine's sandbox. One thread. */
final class Rerun implements AutoCloseable {
    private static final int RUNS = 2;

    private final Sandbox sandbox = LocalSandbox.open();

    /** @throws Failure if the program is none that a sandbox takes, or does not run here */
    Finding find(DisputeRow dispute, Work work, Program program) {
        List<RunResult> runs = new ArrayList<>(RUNS);
        try {
            sandbox.requireRuns(program);
            for (int i = 0; i < RUNS; i++) {
                runs.add(run(work, program));
            }
        } catch (BadProgramException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return Finding.of(dispute, runs, speed(dispute));
    }

    private RunResult run(Work work, Program program) throws BadProgramException {
        RunReport report = sandbox.start(
                        program,
                        MarketTerms.limits(work.limits()),
                        MarketTerms.invocation(work.arguments(), work.input()))
                .await();
        return MarketTerms.result(work, report).orElseThrow(() -> new Failure(ExitCode.ENVIRONMENT, report.describe()));
    }

    /** As sellers are rated; where nobody disputes a bill nobody asks. */
    private Speed speed(DisputeRow dispute) {
        if (dispute.getKind() != DisputeKind.DISPUTE_KIND_OVERCHARGED) {
            return Speed.REFERENCE;
        }
        try {
            long rated = ReferenceWorkload.speedPpm(ReferenceWorkload.run(sandbox));
            return new Speed(Math.max(Speed.PPM_MIN, Math.min(Speed.PPM_MAX, rated)));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "this machine cannot be rated: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

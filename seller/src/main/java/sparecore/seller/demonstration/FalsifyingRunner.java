package sparecore.seller.demonstration;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.Random;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.content.StoredParts;
import sparecore.lease.LeaseId;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.seller.execution.Execution;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.UnfitProgramException;

/**
 * Falsifies a share of the results of the runner that it wraps, each plausibly: one digit differs, or one byte where there is no
 * digit. Every false answer is in the log before the result can leave. May also report more CPU time than a run took. Thread-safe.
 */
public final class FalsifyingRunner implements ProgramRunner {
    /** A digest of an answer does not depend on the lease. */
    private static final LeaseId NO_LEASE = new LeaseId(new Id(0, 0));

    private final ProgramRunner honest;
    private final Plan plan;
    private final Random random;
    private final FalsifiedLog log;

    /**
     * How a seller cheats.
     *
     * @param share of the results that it falsifies, 0 to 1
     * @param together whether all who cheat so falsify the same fragments, with the same wrong answers
     * @param bill how many times the CPU time of each run it reports, 1 or more
     */
    public record Plan(double share, boolean together, int bill) {
        public Plan {
            if (!(share >= 0 && share <= 1) || bill < 1) {
                throw new IllegalArgumentException(
                        "nobody falsifies " + share + " of all results, or bills " + bill + " times");
            }
        }

        public boolean isHonest() {
            return share == 0 && bill == 1;
        }

        private boolean falsifies(Digest work, Random random) {
            return (together ? new Random(work.hashCode()) : random).nextDouble() < share;
        }

        /** Where the lie comes from. */
        private Random lies(Digest work, Random random) {
            return together ? new Random(work.hashCode() + 1L) : random;
        }
    }

    public FalsifyingRunner(ProgramRunner honest, Plan plan, long seed, FalsifiedLog log) {
        this.honest = honest;
        this.plan = plan;
        this.random = new Random(seed);
        this.log = log;
    }

    @Override
    public LoadedProgram load(StoredParts file) throws UnfitProgramException, IOException {
        return honest.load(file);
    }

    @Override
    public Execution start(LoadedProgram program, Work work) throws UnfitProgramException {
        return new FalsifyingExecution(honest.start(program, work), work.digest());
    }

    private final class FalsifyingExecution implements Execution {
        private final Execution execution;
        private final Digest work;

        FalsifyingExecution(Execution execution, Digest work) {
            this.execution = execution;
            this.work = work;
        }

        @Override
        public long pid() {
            return execution.pid();
        }

        @Override
        public void pause() {
            execution.pause();
        }

        @Override
        public void resume() {
            execution.resume();
        }

        @Override
        public void kill() {
            execution.kill();
        }

        @Override
        public RunEnd await() {
            return execution.await().match(new RunEnd.Cases<RunEnd>() {
                @Override
                public RunEnd completed(RunEnd.Completed end) {
                    RunEnd.Completed billed = billed(end);
                    return plan.falsifies(work, random) ? falsify(billed, work) : billed;
                }

                @Override
                public RunEnd abandoned(RunEnd.Abandoned end) {
                    return end;
                }
            });
        }
    }

    private RunEnd.Completed billed(RunEnd.Completed end) {
        return new RunEnd.Completed(
                end.ending(), end.exitCode(), end.signal(), end.output(), end.error(), end.cpuMicros() * plan.bill());
    }

    private RunEnd falsify(RunEnd.Completed truth, Digest work) {
        RunEnd.Completed lie = new RunEnd.Completed(
                truth.ending(),
                truth.exitCode(),
                truth.signal(),
                UnsafeByteOperations.unsafeWrap(otherThan(truth.output().toByteArray(), plan.lies(work, random))),
                truth.error(),
                truth.cpuMicros());
        Digest trueAnswer = answer(truth, work);
        Digest falseAnswer = answer(lie, work);
        if (!falseAnswer.equals(trueAnswer)) {
            log.add(work, falseAnswer);
        }
        return lie;
    }

    /** Something plausible that differs. */
    static byte[] otherThan(byte[] output, Random random) {
        if (output.length == 0) {
            return new byte[] {'1', '\n'};
        }
        byte[] changed = output.clone();
        int start = random.nextInt(changed.length);
        for (int i = 0; i < changed.length; i++) {
            int at = (start + i) % changed.length;
            if (changed[at] >= '0' && changed[at] <= '9') {
                changed[at] = (byte) ('0' + (changed[at] - '0' + 1 + random.nextInt(9)) % 10);
                return changed;
            }
        }
        changed[start] ^= (byte) (1 + random.nextInt(255));
        return changed;
    }

    private static Digest answer(RunEnd.Completed end, Digest work) {
        return new RunResult(
                        NO_LEASE,
                        0,
                        work,
                        end.ending(),
                        end.exitCode(),
                        end.signal(),
                        end.outputDigest(),
                        end.cpuMicros())
                .answer();
    }
}

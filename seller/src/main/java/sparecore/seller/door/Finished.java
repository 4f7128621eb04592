package sparecore.seller.door;

import java.util.ArrayList;
import java.util.List;
import sparecore.lease.LeaseId;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.RunEnd;

/**
 * Runs of one lease that have ended and wait to be signed together: a signature costs as much as a short run. Not thread-safe: the
 * session's monitor guards it.
 */
final class Finished {
    /** How long the first of them waits for others where runs are short. */
    static final long WAIT_MILLIS = 4;

    private static final long BYTES_MAX = 1 << 20;

    record Finish(Assignment assignment, RunEnd.Completed run) {
        /** Whether the buyer wants a promise before it sees the result. */
        boolean isSealed() {
            return assignment.order().testimony().sealed();
        }

        long sizeBytes() {
            return (long) run.output().size() + run.error().size();
        }

        RunResult result(LeaseId lease) {
            return result(lease, run);
        }

        /** As if it had been this run. */
        RunResult result(LeaseId lease, RunEnd.Completed run) {
            return new RunResult(
                    lease,
                    assignment.number(),
                    assignment.order().testimony().work(),
                    run.ending(),
                    run.exitCode(),
                    run.signal(),
                    run.outputDigest(),
                    run.cpuMicros());
        }
    }

    private List<Finish> waiting = new ArrayList<>();
    private long bytes;

    void add(Finish finish) {
        waiting.add(finish);
        bytes += finish.run().output().size();
    }

    boolean isFirst() {
        return waiting.size() == 1;
    }

    /** Whether no more may wait, or none is coming. @param held the lease's assignments, these included */
    boolean isComplete(int held) {
        return waiting.size() >= Math.min(SignedResult.TOGETHER_MAX, held) || bytes >= BYTES_MAX;
    }

    /** Takes them out; never more than can be signed together. */
    List<Finish> takeAll() {
        List<Finish> taken = waiting;
        waiting = new ArrayList<>();
        bytes = 0;
        return taken;
    }
}

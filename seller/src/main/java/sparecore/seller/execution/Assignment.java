package sparecore.seller.execution;

import sparecore.evidence.Assigned;
import sparecore.evidence.Signed;
import sparecore.result.Work;

/**
 * One replica to run for a lease.
 *
 * @param order what the buyer has signed for
 */
public record Assignment(Signed<Assigned> order, LoadedProgram program, Work work) {
    public Assignment {
        if (!program.digest().equals(work.program())) {
            throw new IllegalArgumentException("the work asks for another program");
        }
    }

    /** Unique within the lease. */
    public long number() {
        return order.testimony().assignment();
    }
}

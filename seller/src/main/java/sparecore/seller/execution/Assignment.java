package sparecore.seller.execution;

import sparecore.result.Work;

/**
 * One replica to run for a lease.
 *
 * @param number unique within the lease
 */
public record Assignment(long number, LoadedProgram program, Work work) {
    public Assignment {
        if (!program.digest().equals(work.program())) {
            throw new IllegalArgumentException("the work asks for another program");
        }
    }
}

package sparecore.seller.journal;

import java.util.List;

/**
 * All that ever ran here.
 *
 * @param programs those with the most CPU time
 */
public record Totals(long replicas, long cpuMicros, List<ProgramTotal> programs) {
    public Totals {
        programs = List.copyOf(programs);
    }
}

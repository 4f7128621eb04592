package sparecore.seller.journal;

import sparecore.content.Digest;

/** How often a program ran here, and for how long. */
public record ProgramTotal(Digest program, long sizeBytes, long runs, long cpuMicros) {
    ProgramTotal plus(long moreCpuMicros) {
        return new ProgramTotal(program, sizeBytes, runs + 1, cpuMicros + moreCpuMicros);
    }
}

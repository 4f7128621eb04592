package sparecore.sandbox.workload;

import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;

/** The work that defines a reference CPU-second. */
public final class ReferenceWorkload {
    private ReferenceWorkload() {}

    /** The program: integer, floating point and memory work, then a checksum on standard output. */
    public static Program program() {
        throw new UnsupportedOperationException();
    }

    /** Speed of the slot that made {@code report}, in millionths of the reference. */
    public static long speedPpm(RunReport report) {
        throw new UnsupportedOperationException(report.describe());
    }
}

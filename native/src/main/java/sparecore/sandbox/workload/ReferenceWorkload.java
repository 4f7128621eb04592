package sparecore.sandbox.workload;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.elf.BadProgramException;

/**
 * The work that defines a reference CPU-second: integers, floating point and memory in about equal parts of time.
 *
 * <p>A slot has speed 1.0 when it does the work in {@link #REFERENCE_CPU_MICROS}. The work is fixed for ever: if it changes, so
 * does the unit in which everybody is paid.
 */
public final class ReferenceWorkload {
    /** CPU time that the work takes at speed 1.0: about what a 2023 server core takes (Sapphire Rapids at 2 to 3 GHz). */
    public static final long REFERENCE_CPU_MICROS = 500_000;
    /** What the program prints. */
    public static final String CHECKSUM = "d94ea0fb67576b29";

    private static final long PPM = 1_000_000;
    private static final Program PROGRAM = Program.ofCode(WorkloadCode.write());

    private ReferenceWorkload() {}

    /** The program: it prints {@link #CHECKSUM} and exits with 0. */
    public static Program program() {
        return PROGRAM;
    }

    /** Does the work once, in the calling thread's slot. */
    public static RunReport run(Sandbox sandbox) {
        try {
            return sandbox.run(PROGRAM, Limits.DEFAULT, Invocation.of("reference"));
        } catch (BadProgramException e) {
            throw new IllegalStateException("the reference workload does not fit its limits", e);
        }
    }

    /**
     * Speed of the slot that made {@code report}, in millionths of the reference.
     *
     * @throws IllegalArgumentException if the work was not done, or done wrongly: such a processor must not sell
     */
    public static long speedPpm(RunReport report) {
        if (report.outcome() != Outcome.EXITED || report.exitCode() != 0) {
            throw new IllegalArgumentException("the reference workload did not finish: " + report.describe());
        }
        if (!Arrays.equals(report.output(), CHECKSUM.getBytes(StandardCharsets.US_ASCII))) {
            throw new IllegalArgumentException("the reference workload computed "
                    + new String(report.output(), StandardCharsets.US_ASCII) + " instead of " + CHECKSUM);
        }
        return REFERENCE_CPU_MICROS * PPM / Math.max(1, report.cpuMicros());
    }
}

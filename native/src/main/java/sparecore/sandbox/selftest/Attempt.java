package sparecore.sandbox.selftest;

import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.elf.BadProgramException;

/**
 * One program and how it must end.
 *
 * @param name what it tries
 * @param program what it is
 * @param expected how it must end
 */
record Attempt(String name, Program program, Expectation expected) {
    /** Long enough for a second of CPU time on a busy machine with idle scheduling. */
    private static final Limits LIMITS = Limits.DEFAULT.withCpuSeconds(1).withOutputBytes(1 << 20);

    static Attempt of(String name, Assembler code, Expectation expected) {
        return new Attempt(name, Program.ofCode(code.bytes()), expected);
    }

    RunReport run(Sandbox sandbox, byte[] input) {
        try {
            return sandbox.run(program, LIMITS, Invocation.of("selftest").withInput(input));
        } catch (BadProgramException e) {
            throw new IllegalStateException("a program of the self-test does not fit its limits", e);
        }
    }
}

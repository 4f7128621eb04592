package sparecore.buyer.exec;

import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.SandboxUnavailableException;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** The sandbox of this machine, for its owner's own programs: they needn't give way to others. */
public final class LocalSandbox {
    private LocalSandbox() {}

    /** @throws Failure in one line, if this machine can't have one */
    public static Sandbox open() {
        try {
            return Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
        } catch (SandboxUnavailableException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws Failure in one line, if this machine lacks what the program needs: then no seller on it takes it either */
    public static void requireRuns(Sandbox sandbox, ProgramFile file) {
        try {
            sandbox.requireRuns(file.program());
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.ENVIRONMENT, file.name() + ": " + e.getMessage(), e);
        }
    }
}

package sparecore.sandbox;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import sparecore.sandbox.Launcher.Tried;
import sparecore.sandbox.SandboxUnavailableException.Reason;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.kernel.SystemCall;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.Step;

/** Runs a harmless program before any other, to see which layers the host has. What is tried is what will be used. */
final class Trial {
    /** Never reached. The kernel looks whether the address behind a call is in the gate, so something must follow it. */
    private static final int HLT = 0xf4;

    private Trial() {}

    /** A launcher with every wanted layer that the host has; throws if the host lacks one that is not optional. */
    static Launcher open(SandboxPolicy policy) throws SandboxUnavailableException {
        Set<Layer> optional = EnumSet.copyOf(LayerStates.wanted(policy));
        while (true) {
            Launcher launcher = new Launcher(policy, optional);
            Tried tried = run(launcher);
            Verdict verdict = Verdict.of(tried.ending(), tried.steps(), Limits.DEFAULT.cpuSeconds());
            if (verdict.outcome() == Outcome.EXITED) {
                return launcher;
            }
            launcher.close();
            Layer failed = absentLayer(tried, optional).orElseThrow(() -> unavailable(verdict));
            optional.remove(failed);
        }
    }

    private static Tried run(Launcher launcher) {
        Program program = Program.dispatching(
                new Assembler().systemCall(SystemCall.EXIT, 0).emit(HLT).bytes());
        try {
            return launcher.tryOut(Order.buffered(program, Limits.DEFAULT, Invocation.of("trial")));
        } catch (BadProgramException e) {
            throw new AssertionError("our own program is valid", e);
        }
    }

    private static Optional<Layer> absentLayer(Tried tried, Set<Layer> optional) {
        return Verdict.failedStep(tried.ending().exit().status(), tried.steps())
                .map(Step::layer)
                .filter(optional::contains);
    }

    private static SandboxUnavailableException unavailable(Verdict verdict) {
        String failure = verdict.outcome().describe() + ": " + verdict.failure();
        boolean execForbidden = failure.contains("memfd") || failure.contains("execveat");
        if (execForbidden) {
            return new SandboxUnavailableException(
                    Reason.MEMFD_EXEC_FORBIDDEN,
                    failure + "; set the sysctl vm.memfd_noexec to 0 or 1, and mount /proc");
        }
        return new SandboxUnavailableException(
                Reason.LOCK_DOWN_FAILED, "a trial run was not locked down: " + failure + "; use a newer kernel");
    }
}

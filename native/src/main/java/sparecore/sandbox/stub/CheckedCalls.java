package sparecore.sandbox.stub;

import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.asm.Register;
import sparecore.sandbox.kernel.SystemCall;

/** Emits system calls, each followed by a check that ends the process if the call did not do what it should. */
final class CheckedCalls {
    private final Assembler code = new Assembler();
    private final List<Step> steps = new ArrayList<>();

    /** A call whose negative result is a failure: syscall(2) on x86-64. */
    void checked(Layer layer, String name, int systemCall, long... arguments) {
        code.systemCall(systemCall, arguments);
        code.test(Register.RAX);
        exitUnless(Condition.NOT_NEGATIVE, layer, name);
    }

    /** A call with exactly one right result. */
    void exactly(Layer layer, String name, int result, int systemCall, long... arguments) {
        code.systemCall(systemCall, arguments);
        code.compare(Register.RAX, result);
        exitUnless(Condition.EQUAL, layer, name);
    }

    Assembler code() {
        return code;
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Ends the process, as a step that failed, unless the flags say {@code condition}; they stay as they are. */
    void exitUnless(Condition condition, Layer layer, String name) {
        Label fine = new Label();
        code.jumpIf(condition, fine);
        code.systemCall(SystemCall.EXIT, Stub.FAILURE_STATUS + number(layer, name));
        code.bind(fine);
    }

    /** Neighbours with the same name are one step, so that the numbers fit an exit status. */
    private int number(Layer layer, String name) {
        Step step = new Step(name, layer);
        if (steps.isEmpty() || !steps.get(steps.size() - 1).equals(step)) {
            steps.add(step);
        }
        return steps.size();
    }
}

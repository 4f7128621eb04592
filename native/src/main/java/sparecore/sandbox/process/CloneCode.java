package sparecore.sandbox.process;

import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.asm.Register;
import sparecore.sandbox.kernel.SystemCall;

/**
 * A function in machine code that makes a process out of a {@link CloneRequest} and answers its id, or a negative errno.
 *
 * <p>What posix_spawn does, without its hundred calls: the child shares our memory (CLONE_VM) while this thread waits
 * (CLONE_VFORK), sets its descriptor 0 and executes a file by its descriptor. That is safe because the child touches nothing but
 * registers and the request, has no stack frame to spoil, and because all signals are blocked, so that no handler of the JVM's
 * can run in it; CLONE_CLEAR_SIGHAND resets the handlers before they are unblocked.
 */
final class CloneCode {
    private static final int SIG_SETMASK = 2;
    private static final int MASK_BYTES = 8;
    /** Execute the descriptor itself: execveat(2). */
    private static final int AT_EMPTY_PATH = 0x1000;
    /** The status of a child that could not execute; the reason is in the request. */
    private static final int FAILED_STATUS = 127;

    private final Assembler code = new Assembler();
    private final Label child = new Label();
    private final Label failed = new Label();

    private CloneCode() {}

    /** The function. Its argument is the address of the request. */
    static byte[] write() {
        CloneCode function = new CloneCode();
        function.parent();
        function.child();
        return function.code.bytes();
    }

    private void parent() {
        code.emit(0x53); // push rbx
        code.emit(0x41, 0x54); // push r12
        code.moveRegister(Register.R12, Register.RDI);
        setSignalMask(CloneRequest.ALL_SIGNALS, CloneRequest.OLD_SIGNALS);
        code.moveRegister(Register.RDI, Register.R12).move(Register.RSI, CloneRequest.CLONE_BYTES);
        code.move(Register.RAX, SystemCall.CLONE3).systemCall();
        code.test(Register.RAX).jumpIf(Condition.EQUAL, child);
        code.moveRegister(Register.RBX, Register.RAX);
        setSignalMask(CloneRequest.OLD_SIGNALS, CloneRequest.OLD_SIGNALS);
        code.moveRegister(Register.RAX, Register.RBX);
        code.emit(0x41, 0x5c); // pop r12
        code.emit(0x5b); // pop rbx
        code.emit(0xc3); // ret
    }

    private void child() {
        code.bind(child);
        placeSocket();
        code.systemCall(SystemCall.SETPGID, 0, 0); // a Ctrl-C at the launcher's terminal is not the program's
        setSignalMask(CloneRequest.NO_SIGNALS, CloneRequest.IGNORED);
        execute();
        code.bind(failed);
        code.emit(0x49, 0x89, 0x44, 0x24, CloneRequest.FAILURE); // mov [r12 + FAILURE], rax
        code.systemCall(SystemCall.EXIT, FAILED_STATUS);
    }

    private void placeSocket() {
        code.emit(0x41, 0x8b, 0x7c, 0x24, CloneRequest.SOCKET); // mov edi, [r12 + SOCKET]
        code.move(Register.RSI, 0).move(Register.RAX, SystemCall.DUP2).systemCall();
        Label fine = new Label();
        code.test(Register.RAX).jumpIf(Condition.NOT_NEGATIVE, fine).jump(failed);
        code.bind(fine);
    }

    private void execute() {
        code.emit(0x41, 0x8b, 0x7c, 0x24, CloneRequest.FILE); // mov edi, [r12 + FILE]
        loadAddress(Register.RSI, CloneRequest.EMPTY_PATH);
        loadAddress(Register.RDX, CloneRequest.ARGUMENTS);
        loadAddress(Register.R10, CloneRequest.ENVIRONMENT);
        code.move(Register.R8, AT_EMPTY_PATH);
        code.move(Register.RAX, SystemCall.EXECVEAT).systemCall();
    }

    private void setSignalMask(int from, int old) {
        code.move(Register.RDI, SIG_SETMASK);
        loadAddress(Register.RSI, from);
        loadAddress(Register.RDX, old);
        code.move(Register.R10, MASK_BYTES);
        code.move(Register.RAX, SystemCall.RT_SIGPROCMASK).systemCall();
    }

    /** The address of a field of the request. */
    private void loadAddress(Register target, int field) {
        code.moveRegister(target, Register.R12).add(target, field);
    }
}

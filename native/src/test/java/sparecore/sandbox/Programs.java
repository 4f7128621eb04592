package sparecore.sandbox;

import static sparecore.sandbox.asm.Register.RAX;
import static sparecore.sandbox.asm.Register.RDI;
import static sparecore.sandbox.asm.Register.RDX;
import static sparecore.sandbox.asm.Register.RSI;
import static sparecore.sandbox.asm.Register.RSP;

import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.kernel.SystemCall;

/** Small programs for tests, written with our own assembler. */
public final class Programs {
    private static final int BUFFER_BYTES = 64 << 10;

    private Programs() {}

    /** Wraps code as a program. */
    public static Program of(Assembler code) {
        return Program.ofCode(code.bytes());
    }

    /** Exits at once. */
    public static Program exit(int status) {
        return of(new Assembler().systemCall(SystemCall.EXIT, status));
    }

    /** Copies standard input to {@code fd} until its end, then exits with 7. */
    public static Program copyTo(int fd) {
        Assembler code = new Assembler();
        Label again = new Label();
        Label end = new Label();
        code.subtract(RSP, BUFFER_BYTES);
        code.bind(again);
        code.move(RDI, 0).moveRegister(RSI, RSP).move(RDX, BUFFER_BYTES);
        code.move(RAX, SystemCall.READ).systemCall();
        code.test(RAX).jumpIf(Condition.EQUAL, end);
        code.moveRegister(RDX, RAX);
        code.move(RDI, fd).move(RAX, SystemCall.WRITE).systemCall();
        code.jump(again);
        code.bind(end);
        code.systemCall(SystemCall.EXIT, 7);
        return of(code);
    }

    /** Writes its start block, as it finds it at its stack pointer, to standard output. */
    public static Program dumpStart(int bytes) {
        Assembler code = new Assembler();
        code.moveRegister(RSI, RSP).move(RDI, 1).move(RDX, bytes);
        code.move(RAX, SystemCall.WRITE).systemCall();
        code.systemCall(SystemCall.EXIT, 0);
        return of(code);
    }

    /** Writes zeros to {@code fd} for ever. */
    public static Program writeForEver(int fd) {
        Assembler code = new Assembler();
        Label again = new Label();
        code.subtract(RSP, BUFFER_BYTES);
        code.bind(again);
        code.move(RDI, fd).moveRegister(RSI, RSP).move(RDX, BUFFER_BYTES);
        code.move(RAX, SystemCall.WRITE).systemCall();
        code.jump(again);
        return of(code);
    }

    /** Computes nothing for ever. */
    public static Program spin() {
        Assembler code = new Assembler();
        Label again = new Label();
        code.bind(again).jump(again);
        return of(code);
    }
}

package sparecore.sandbox.selftest;

import static sparecore.sandbox.asm.Register.RAX;
import static sparecore.sandbox.asm.Register.RBX;
import static sparecore.sandbox.asm.Register.RCX;
import static sparecore.sandbox.asm.Register.RDI;
import static sparecore.sandbox.asm.Register.RDX;
import static sparecore.sandbox.asm.Register.RSI;
import static sparecore.sandbox.asm.Register.RSP;

import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.kernel.SystemCall;

/**
 * Machine code of the hostile programs. Whatever survives its own attempt exits with {@link #SURVIVED}, which no expectation
 * allows where the attempt must be deadly.
 */
final class HostileCode {
    /** The exit status of a program that is still there after its attempt. */
    static final int SURVIVED = 42;

    private static final int BUFFER_BYTES = 4096;
    private static final int PAGE_BYTES = 4096;
    /** Where a raw program's heap begins; it may be told, or read it in the source. */
    private static final long HEAP = 0x20_0000_0000L;
    /** time() in the vsyscall page, which can't be unmapped: Documentation/admin-guide/kernel-parameters, vsyscall=. */
    private static final long VSYSCALL_TIME = 0xffff_ffff_ff60_0400L;

    private HostileCode() {}

    /** A 64-bit system call. */
    static Assembler call(int number, long... arguments) {
        return survive(new Assembler().systemCall(number, arguments));
    }

    /** A 64-bit system call with all arguments zero; {@code number} may have any bits. */
    static Assembler callNumber(int number) {
        Assembler code = new Assembler().clear(RDI).clear(RSI).clear(RDX);
        return survive(code.moveUnsigned32(RAX, number).systemCall());
    }

    /** A 32-bit system call through interrupt 0x80, with all arguments zero. */
    static Assembler interrupt80(int number) {
        Assembler code = new Assembler().clear(RBX).clear(RCX).clear(RDX);
        code.moveUnsigned32(RAX, number);
        code.emit(0xcd, 0x80); // int 0x80
        return survive(code);
    }

    /** Any instruction. */
    static Assembler instruction(int... bytes) {
        return survive(new Assembler().emit(bytes));
    }

    /** Calls into the page of old system calls. */
    static Assembler vsyscall() {
        Assembler code = new Assembler().clear(RDI).move(RAX, VSYSCALL_TIME);
        code.emit(0xff, 0xd0); // call rax
        return survive(code);
    }

    /** Never ends. */
    static Assembler spin() {
        Label again = new Label();
        return new Assembler().bind(again).jump(again);
    }

    /** Writes one byte, then never ends. */
    static Assembler announceAndSpin() {
        Assembler code = new Assembler().moveRegister(RSI, RSP).move(RDI, 1).move(RDX, 1);
        code.move(RAX, SystemCall.WRITE).systemCall();
        Label again = new Label();
        return code.bind(again).jump(again);
    }

    /** Never stops writing. */
    static Assembler flood() {
        Label again = new Label();
        Assembler code = new Assembler().subtract(RSP, BUFFER_BYTES).bind(again);
        code.move(RDI, 1).moveRegister(RSI, RSP).move(RDX, BUFFER_BYTES);
        code.move(RAX, SystemCall.WRITE).systemCall();
        return code.jump(again);
    }

    /** Writes to page after page of the heap and beyond. */
    static Assembler eatMemory() {
        Label again = new Label();
        Assembler code = new Assembler().move(RBX, HEAP).bind(again);
        code.emit(0x88, 0x03); // mov [rbx], al
        return code.add(RBX, PAGE_BYTES).jump(again);
    }

    /** Reads a line, turns small ASCII letters into capitals, writes it. */
    static Assembler upperCase() {
        Assembler code = new Assembler().subtract(RSP, BUFFER_BYTES);
        code.clear(RDI).moveRegister(RSI, RSP).move(RDX, BUFFER_BYTES);
        code.move(RAX, SystemCall.READ).systemCall();
        Label next = new Label();
        code.moveRegister(RDX, RAX).moveRegister(RCX, RAX);
        code.bind(next);
        code.emit(0x80, 0x64, 0x0c, 0xff, 0xdf); // and byte [rsp + rcx - 1], 0xdf
        code.subtract(RCX, 1).jumpIf(Condition.NOT_EQUAL, next);
        code.move(RDI, 1).moveRegister(RSI, RSP).move(RAX, SystemCall.WRITE).systemCall();
        return code.systemCall(SystemCall.EXIT, 0);
    }

    private static Assembler survive(Assembler code) {
        return code.systemCall(SystemCall.EXIT, SURVIVED);
    }
}

package sparecore.sandbox;

import static sparecore.sandbox.asm.Register.RAX;
import static sparecore.sandbox.asm.Register.RDI;
import static sparecore.sandbox.asm.Register.RDX;
import static sparecore.sandbox.asm.Register.RSI;
import static sparecore.sandbox.asm.Register.RSP;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.RawElf;
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

    /** Makes a 64-bit system call without arguments, then exits with 42. */
    public static Program call(int number) {
        return of(new Assembler().systemCall(number).systemCall(SystemCall.EXIT, 42));
    }

    /** Reads a byte at an address, then exits with 42. */
    public static Program readAddress(long address) {
        Assembler code = new Assembler().move(RAX, address);
        code.emit(0x8a, 0x00); // mov al, [rax]
        return of(code.systemCall(SystemCall.EXIT, 42));
    }

    /** Writes a byte {@code beyond} bytes behind the last one of its heap, as the auxiliary vector tells, then exits. */
    public static Program touchEndOfHeap(int beyond) {
        Assembler code = new Assembler();
        // without environment: argc, argv[0], 0, 0, then pairs; the heap's are the seventh and the eighth
        int start = (4 + 2 * 6 + 1) * 8;
        int bytes = (4 + 2 * 7 + 1) * 8;
        code.emit(0x48, 0x8b, 0x84, 0x24).immediate32(start); // mov rax, [rsp + start]
        code.emit(0x48, 0x03, 0x84, 0x24).immediate32(bytes); // add rax, [rsp + bytes]
        code.add(RAX, beyond - 1);
        code.emit(0xc6, 0x00, 0x01); // mov byte [rax], 1
        return of(code.systemCall(SystemCall.EXIT, 0));
    }

    /** Exits at once, but asks for {@code bytes} zeroed bytes. */
    public static Program withZeros(int bytes) throws BadProgramException {
        byte[] file = RawElf.of(new Assembler().systemCall(SystemCall.EXIT, 0).bytes());
        int secondRow = 64 + 56;
        ByteBuffer row = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        row.putInt(secondRow, 1).putInt(secondRow + 4, 6);
        row.putLong(secondRow + 16, 0x50_0000).putLong(secondRow + 40, bytes);
        return Program.parse(file);
    }
}

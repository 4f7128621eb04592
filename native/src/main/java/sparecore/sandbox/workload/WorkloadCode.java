package sparecore.sandbox.workload;

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
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.kernel.SystemCall;

/**
 * Three loops that each depend on their previous turn, so that neither a compiler nor a wide processor can shorten them. RAX
 * holds the state, RBX the checksum.
 */
final class WorkloadCode {
    /** Turns of xorshift64 (Marsaglia 2003). */
    static final int INTEGER_TURNS = 60_000_000;
    /** Turns of a multiplication, two additions and a square root. */
    static final int FLOAT_TURNS = 13_000_000;
    /** Turns of a dependent read and write at a random place. */
    static final int MEMORY_TURNS = 1_000_000;
    /** Where the three loops start from. */
    static final long SEED = 0x9e37_79b9_7f4a_7c15L;
    /** The table has 2 to the power of this words: 8 MiB, more than a core's own cache. */
    static final int TABLE_BITS = 20;
    /** Knuth's multiplier for linear congruences (MMIX). */
    static final long MULTIPLIER = 6_364_136_223_846_793_005L;
    /** The float loop's factor. */
    static final double FACTOR = 1.000_000_119;
    /** The float loop's summand. */
    static final double SUMMAND = 0.5;

    private static final int HEX_DIGITS = 16;

    private final Assembler code = new Assembler();

    private WorkloadCode() {}

    /** The whole program. */
    static byte[] write() {
        WorkloadCode workload = new WorkloadCode();
        workload.integers();
        workload.floats();
        workload.memory();
        workload.printChecksum();
        return workload.code.bytes();
    }

    private void integers() {
        code.move(RAX, SEED).clear(RBX);
        Label again = loop(INTEGER_TURNS);
        code.moveRegister(RDX, RAX).shiftLeft(RDX, 13).xor(RAX, RDX);
        code.moveRegister(RDX, RAX).shiftRight(RDX, 7).xor(RAX, RDX);
        code.moveRegister(RDX, RAX).shiftLeft(RDX, 17).xor(RAX, RDX);
        code.add(RBX, RAX);
        endLoop(again);
    }

    private void floats() {
        code.move(RDX, Double.doubleToRawLongBits(FACTOR));
        code.emit(0x66, 0x48, 0x0f, 0x6e, 0xca); // movq xmm1, rdx
        code.move(RDX, Double.doubleToRawLongBits(SUMMAND));
        code.emit(0x66, 0x48, 0x0f, 0x6e, 0xd2); // movq xmm2, rdx
        code.emit(0x66, 0x0f, 0xef, 0xc0); // pxor xmm0, xmm0
        Label again = loop(FLOAT_TURNS);
        code.emit(0xf2, 0x48, 0x0f, 0x2a, 0xd9); // cvtsi2sd xmm3, rcx
        code.emit(0xf2, 0x0f, 0x59, 0xc1); // mulsd xmm0, xmm1
        code.emit(0xf2, 0x0f, 0x58, 0xc2); // addsd xmm0, xmm2
        code.emit(0xf2, 0x0f, 0x58, 0xc3); // addsd xmm0, xmm3
        code.emit(0xf2, 0x0f, 0x51, 0xc0); // sqrtsd xmm0, xmm0
        endLoop(again);
        code.emit(0x66, 0x48, 0x0f, 0x7e, 0xc2); // movq rdx, xmm0
        code.add(RBX, RDX);
    }

    private void memory() {
        code.move(RDI, AddressSpace.HEAP).move(RSI, MULTIPLIER);
        Label again = loop(MEMORY_TURNS);
        code.multiply(RAX, RSI).add(RAX, 1);
        code.moveRegister(RDX, RAX).shiftRight(RDX, Long.SIZE - TABLE_BITS);
        code.emit(0x48, 0x03, 0x04, 0xd7); // add rax, [rdi + rdx * 8]
        code.emit(0x48, 0x89, 0x04, 0xd7); // mov [rdi + rdx * 8], rax
        endLoop(again);
        code.add(RBX, RAX);
    }

    private Label loop(int turns) {
        Label again = new Label();
        code.move(RCX, turns).bind(again);
        return again;
    }

    private void endLoop(Label again) {
        code.subtract(RCX, 1).jumpIf(Condition.NOT_EQUAL, again);
    }

    /** Sixteen hexadecimal digits from the highest down, on the stack, in one write. */
    private void printChecksum() {
        Label again = new Label();
        Label digit = new Label();
        code.subtract(RSP, HEX_DIGITS).move(RCX, HEX_DIGITS).moveRegister(RDI, RSP);
        code.bind(again);
        code.moveRegister(RAX, RBX).shiftRight(RAX, 60).shiftLeft(RBX, 4);
        code.add(RAX, '0').compare(RAX, '9').jumpIf(Condition.LESS_OR_EQUAL, digit);
        code.add(RAX, 'a' - '0' - 10);
        code.bind(digit);
        code.emit(0x88, 0x07); // mov [rdi], al
        code.add(RDI, 1).subtract(RCX, 1).jumpIf(Condition.NOT_EQUAL, again);
        code.move(RDI, 1).moveRegister(RSI, RSP).move(RDX, HEX_DIGITS);
        code.move(RAX, SystemCall.WRITE).systemCall();
        code.systemCall(SystemCall.EXIT, 0);
    }
}

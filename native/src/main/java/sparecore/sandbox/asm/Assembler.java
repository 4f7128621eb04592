package sparecore.sandbox.asm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Emits instructions one after the other.
 *
 * <p>The code is position independent: jumps are relative, and addresses are loaded as constants.
 */
public final class Assembler {
    /** Where a system call takes its arguments: System V ABI for x86-64, appendix A.2.1. */
    private static final List<Register> ARGUMENTS =
            List.of(Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9);

    /** REX prefix: 64-bit operands (Intel manual, volume 2, table 2-4). */
    private static final int REX_W = 0x48;

    private byte[] code = new byte[256];
    private int size;
    private final List<Label> labels = new ArrayList<>();

    /** Emits an instruction that has no method of its own, byte by byte. */
    public Assembler emit(int... bytes) {
        for (int value : bytes) {
            append(value);
        }
        return this;
    }

    /** Loads a constant by the shortest of three encodings. */
    public Assembler move(Register target, long value) {
        if (value == 0) {
            return clear(target);
        }
        if (value > 0 && value <= 0xffff_ffffL) {
            return moveUnsigned32(target, (int) value);
        }
        emit(REX_W | target.high(), 0xb8 | target.low()); // mov target, imm64
        return immediate32((int) value).immediate32((int) (value >>> 32));
    }

    /** Loads a constant of 32 bits, zero-extended. */
    public Assembler moveUnsigned32(Register target, int value) {
        if (target.high() != 0) {
            emit(0x41); // REX.B
        }
        return emit(0xb8 | target.low()).immediate32(value); // mov target32, imm32
    }

    /** Sets all 64 bits to zero. */
    public Assembler clear(Register target) {
        if (target.high() != 0) {
            emit(0x45); // REX.R + REX.B
        }
        return emit(0x31, registers(target, target)); // xor target32, target32
    }

    /** Copies 64 bits. */
    public Assembler moveRegister(Register target, Register source) {
        return wide(0x89, source, target); // mov target, source
    }

    /** Adds a register. */
    public Assembler add(Register target, Register source) {
        return wide(0x01, source, target); // add target, source
    }

    /** Exclusive or with a register. */
    public Assembler xor(Register target, Register source) {
        return wide(0x31, source, target); // xor target, source
    }

    /** Ands with a register. */
    public Assembler and(Register target, Register source) {
        return wide(0x21, source, target); // and target, source
    }

    /** Subtracts a constant and sets the flags. */
    public Assembler subtract(Register target, int value) {
        return emit(REX_W | target.high(), 0x81, 0xe8 | target.low())
                .immediate32(value); // sub target, imm32 (sign-extended)
    }

    /** Adds a constant and sets the flags. */
    public Assembler add(Register target, int value) {
        return emit(REX_W | target.high(), 0x81, 0xc0 | target.low())
                .immediate32(value); // add target, imm32 (sign-extended)
    }

    /** Compares with a constant. */
    public Assembler compare(Register target, int value) {
        return emit(REX_W | target.high(), 0x81, 0xf8 | target.low())
                .immediate32(value); // cmp target, imm32 (sign-extended)
    }

    /** Sets the flags from a register. */
    public Assembler test(Register target) {
        return wide(0x85, target, target); // test target, target
    }

    /** Multiplies by a register and keeps the lower 64 bits. */
    public Assembler multiply(Register target, Register source) {
        return emit(REX_W | target.high() << 2 | source.high(), 0x0f, 0xaf)
                .emit(registers(target, source)); // imul target, source
    }

    /** Shifts left. */
    public Assembler shiftLeft(Register target, int bits) {
        return emit(REX_W | target.high(), 0xc1, 0xe0 | target.low(), bits); // shl target, imm8
    }

    /** Shifts right and fills with zeros. */
    public Assembler shiftRight(Register target, int bits) {
        return emit(REX_W | target.high(), 0xc1, 0xe8 | target.low(), bits); // shr target, imm8
    }

    /** Makes a system call with whatever the registers hold. */
    public Assembler systemCall() {
        return emit(0x0f, 0x05); // syscall
    }

    /** Makes the system call {@code number} with constant arguments. */
    public Assembler systemCall(int number, long... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            move(ARGUMENTS.get(i), arguments[i]);
        }
        return move(Register.RAX, number).systemCall();
    }

    /** Goes on at {@code label}. */
    public Assembler jump(Label label) {
        return emit(0xe9).distanceTo(label); // jmp rel32
    }

    /** Goes on at {@code label} if {@code condition} holds. */
    public Assembler jumpIf(Condition condition, Label label) {
        return emit(0x0f, 0x80 | condition.code()).distanceTo(label); // jcc rel32
    }

    /** Goes on at the address in a register. */
    public Assembler jumpTo(Register target) {
        if (target.high() != 0) {
            emit(0x41); // REX.B
        }
        return emit(0xff, 0xe0 | target.low()); // jmp target
    }

    /** Says that {@code label} is here. */
    public Assembler bind(Label label) {
        label.bind(size);
        return this;
    }

    /** Appends four bytes, lowest first. */
    public Assembler immediate32(int value) {
        return emit(value, value >> 8, value >> 16, value >> 24);
    }

    /** Bytes so far. */
    public int size() {
        return size;
    }

    /** The code, with every jump resolved. */
    public byte[] bytes() {
        for (Label label : labels) {
            resolve(label);
        }
        return Arrays.copyOf(code, size);
    }

    /** An instruction of the form {@code op r/m64, r64}. */
    private Assembler wide(int opcode, Register source, Register target) {
        return emit(REX_W | source.high() << 2 | target.high(), opcode, registers(source, target));
    }

    /** ModRM byte for two registers (Intel manual, volume 2, 2.1.5). */
    private static int registers(Register register, Register memory) {
        return 0xc0 | register.low() << 3 | memory.low();
    }

    private Assembler distanceTo(Label label) {
        label.addJump(size);
        if (!labels.contains(label)) {
            labels.add(label);
        }
        return immediate32(0);
    }

    private void resolve(Label label) {
        if (!label.bound()) {
            throw new IllegalStateException("a jump goes to a label that was never bound");
        }
        for (int at : label.jumps()) {
            int distance = label.position() - (at + Integer.BYTES);
            for (int i = 0; i < Integer.BYTES; i++) {
                code[at + i] = (byte) (distance >> (8 * i));
            }
        }
    }

    private void append(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
        }
        code[size++] = (byte) value;
    }
}

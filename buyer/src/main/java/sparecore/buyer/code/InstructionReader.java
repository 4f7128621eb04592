package sparecore.buyer.code;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.code.Instruction.Kind;
import sparecore.buyer.code.Opcodes.Form;

/** Reads instructions of x86-64 in 64-bit mode, one after the other: Intel manual, volume 2, chapter 2. For one thread. */
final class InstructionReader {
    private static final int OPERAND_SIZE = 0x66;
    private static final int LOCK = 0xf0;
    private static final int ESCAPE = 0x0f;
    private static final int REX_WIDE = 8;

    private final byte[] code;
    private final int end;
    private int at;
    private boolean narrow;
    private boolean wide;
    private boolean locked;
    private boolean addressPrefix;
    private int distanceAt;
    private int jumpBytes;

    /** Reads {@code code}, and nothing from {@code end} on. */
    InstructionReader(byte[] code, int end) {
        this.code = code;
        this.end = Math.min(end, code.length);
    }

    /** The instruction at {@code start}; empty if it is unknown, or not all there. */
    Optional<Instruction> read(int start) {
        at = start;
        narrow = false;
        wide = false;
        locked = false;
        addressPrefix = false;
        distanceAt = -1;
        jumpBytes = 0;
        Kind kind = readWhole();
        int bytes = at - start;
        if (kind == null || at > end || bytes > Instruction.BYTES_MAX) {
            return Optional.empty();
        }
        boolean fixed = locked || (distanceAt >= 0 && addressPrefix);
        int distance = distanceAt < 0 ? -1 : distanceAt - start;
        return Optional.of(new Instruction(bytes, fixed ? Kind.FIXED : kind, distance, jumpBytes));
    }

    /** Null if it is unknown. */
    private @Nullable Kind readWhole() {
        int opcode = skipPrefixes();
        if (opcode >> 4 == 4) {
            wide = (opcode & REX_WIDE) != 0;
            opcode = next();
        }
        return switch (opcode) {
            case 0xc5 -> readVector(1, next());
            case 0xc4 -> readVector(next() & 0x1f, next());
            case 0x62 -> readEvex();
            case ESCAPE -> readSecond(next());
            default -> readFirst(opcode);
        };
    }

    private int skipPrefixes() {
        while (true) {
            int prefix = next();
            switch (prefix) {
                case OPERAND_SIZE -> narrow = true;
                case 0x67 -> addressPrefix = true;
                case LOCK -> locked = true;
                case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0xf2, 0xf3 -> {}
                default -> {
                    return prefix;
                }
            }
        }
    }

    private @Nullable Kind readFirst(int opcode) {
        if (opcode == 0xf6 || opcode == 0xf7) {
            boolean test = (peek() >> 3 & 7) < 2;
            return readOperands(!test ? Form.MODRM : opcode == 0xf6 ? Form.MODRM_BYTE : Form.MODRM_WORD, Kind.MOVABLE);
        }
        int modRm = peek();
        boolean begins = opcode == 0xc7 && modRm == 0xf8; // xbegin: where it goes on if the transaction fails
        boolean otherInstruction = (opcode == 0xc7 || opcode == 0x8f) && (modRm >> 3 & 7) != 0; // and AMD's XOP
        if ((otherInstruction && !begins) || opcode >> 4 == 4) {
            return null;
        }
        jumpBytes = begins ? Integer.BYTES : Opcodes.jumpBytes(opcode);
        return readOperands(Opcodes.one(opcode), begins ? Kind.FIXED : kindOf(opcode, modRm));
    }

    private Kind kindOf(int opcode, int modRm) {
        if (opcode == 0xff && (modRm >> 4 & 3) == 2) {
            return Kind.LEAVES_BY_TABLE;
        }
        if (Opcodes.oneIsFixed(opcode)) {
            return Opcodes.leaves(opcode) ? Kind.LEAVES : Kind.FIXED;
        }
        return !narrow && Opcodes.setsRegister(opcode, modRm) ? Kind.SETS_REGISTER : Kind.MOVABLE;
    }

    private @Nullable Kind readSecond(int opcode) {
        return switch (opcode) {
            case 0x38 -> {
                next();
                yield readOperands(Form.MODRM, Kind.MOVABLE);
            }
            case 0x3a -> {
                next();
                yield readOperands(Form.MODRM_BYTE, Kind.MOVABLE);
            }
            case 0x05 -> Kind.SYSTEM_CALL;
            case 0x0b -> Kind.LEAVES; // ud2
            case 0xa2 -> Kind.CPUID;
            default -> {
                jumpBytes = opcode >> 4 == 8 ? Integer.BYTES : 0;
                yield readOperands(Opcodes.two(opcode), Opcodes.twoIsFixed(opcode) ? Kind.FIXED : Kind.MOVABLE);
            }
        };
    }

    private @Nullable Kind readVector(int table, int ignored) {
        return readOperands(Opcodes.vector(table, next()), Kind.MOVABLE);
    }

    private @Nullable Kind readEvex() {
        int table = next() & 7;
        next();
        return readVector(table, next());
    }

    private @Nullable Kind readOperands(Form form, Kind kind) {
        if (form == Form.UNKNOWN) {
            return null;
        }
        if (form.hasModRm()) {
            skipModRm();
        }
        at += switch (form.immediate()) {
            case Form.WORD -> narrow ? 2 : 4;
            case Form.WIDE_WORD -> wide ? 8 : narrow ? 2 : 4;
            case 8 -> addressPrefix ? 4 : 8;
            default -> form.immediate();
        };
        return kind;
    }

    /** Registers, or memory with an index and a displacement: Intel manual, volume 2, tables 2-2 and 2-3. */
    private void skipModRm() {
        int modRm = next();
        int mode = modRm >> 6;
        int base = modRm & 7;
        if (mode == 3) {
            return;
        }
        boolean indexed = base == 4;
        int lowest = indexed ? next() & 7 : base;
        boolean noRegister = mode == 0 && lowest == 5;
        if (noRegister && !indexed) {
            distanceAt = at;
        }
        at += mode == 1 ? 1 : mode == 2 || noRegister ? 4 : 0;
    }

    private int next() {
        int value = peek();
        at++;
        return value;
    }

    /** Behind the end are zeros: what reaches there is not taken. */
    private int peek() {
        return at < end ? Byte.toUnsignedInt(code[at]) : 0;
    }
}

package sparecore.buyer.code;

/**
 * What follows an opcode: Intel manual, volume 2, appendix A. Opcodes that 64-bit code has not, and rare ones of single vendors, are unknown.
 */
final class Opcodes {
    /** How the operands are written behind an opcode. */
    enum Form {
        /** Nothing. */
        NONE(false, 0),
        /** A byte that names registers or memory. */
        MODRM(true, 0),
        /** That and a byte. */
        MODRM_BYTE(true, 1),
        /** That and a word of the operand's size, 16 or 32 bits. */
        MODRM_WORD(true, Form.WORD),
        /** A byte. */
        BYTE(false, 1),
        /** Two bytes. */
        PAIR(false, 2),
        /** Three bytes. */
        TRIPLE(false, 3),
        /** A word of the operand's size, 16 or 32 bits. */
        WORD_ONLY(false, Form.WORD),
        /** A word of the operand's size, up to 64 bits. */
        WIDE(false, Form.WIDE_WORD),
        /** An address of 64 bits. */
        ADDRESS(false, 8),
        /** A distance of 32 bits. */
        DISTANCE(false, 4),
        /** Not known. */
        UNKNOWN(false, 0);

        static final int WORD = -1;
        static final int WIDE_WORD = -2;

        private final boolean modRm;
        private final int immediate;

        Form(boolean modRm, int immediate) {
            this.modRm = modRm;
            this.immediate = immediate;
        }

        /** Whether a byte for registers and memory follows. */
        boolean hasModRm() {
            return modRm;
        }

        /** Bytes of the constant, or {@link #WORD} or {@link #WIDE_WORD}. */
        int immediate() {
            return immediate;
        }
    }

    private Opcodes() {}

    /** Of the first table, prefixes aside. */
    static Form one(int opcode) {
        if (opcode < 0x40) {
            return arithmetic(opcode & 7);
        }
        return switch (opcode >> 4) {
            case 0x5 -> Form.NONE;
            case 0x6 -> sixty(opcode);
            case 0x7 -> Form.BYTE;
            case 0x8 -> eighty(opcode);
            case 0x9 -> opcode == 0x9a ? Form.UNKNOWN : Form.NONE;
            case 0xa ->
                opcode < 0xa4 ? Form.ADDRESS : opcode == 0xa8 ? Form.BYTE : opcode == 0xa9 ? Form.WORD_ONLY : Form.NONE;
            case 0xb -> opcode < 0xb8 ? Form.BYTE : Form.WIDE;
            case 0xc -> returns(opcode);
            case 0xd -> opcode >= 0xd4 && opcode <= 0xd6 ? Form.UNKNOWN : opcode == 0xd7 ? Form.NONE : Form.MODRM;
            case 0xe -> jumps(opcode);
            default -> opcode >= 0xfe ? Form.MODRM : Form.NONE; // f6 and f7 depend on what follows
        };
    }

    private static Form arithmetic(int low) {
        if (low < 4) {
            return Form.MODRM;
        }
        return low == 4 ? Form.BYTE : low == 5 ? Form.WORD_ONLY : Form.UNKNOWN;
    }

    private static Form sixty(int opcode) {
        return switch (opcode) {
            case 0x63 -> Form.MODRM;
            case 0x68 -> Form.WORD_ONLY;
            case 0x69 -> Form.MODRM_WORD;
            case 0x6a -> Form.BYTE;
            case 0x6b -> Form.MODRM_BYTE;
            case 0x6c, 0x6d, 0x6e, 0x6f -> Form.NONE;
            default -> Form.UNKNOWN;
        };
    }

    private static Form eighty(int opcode) {
        return switch (opcode) {
            case 0x80, 0x83 -> Form.MODRM_BYTE;
            case 0x81 -> Form.MODRM_WORD;
            case 0x82 -> Form.UNKNOWN;
            default -> Form.MODRM;
        };
    }

    private static Form returns(int opcode) {
        return switch (opcode) {
            case 0xc0, 0xc1, 0xc6 -> Form.MODRM_BYTE;
            case 0xc7 -> Form.MODRM_WORD;
            case 0xc2, 0xca -> Form.PAIR;
            case 0xc8 -> Form.TRIPLE;
            case 0xcd -> Form.BYTE;
            case 0xc3, 0xc9, 0xcb, 0xcc, 0xcf -> Form.NONE;
            default -> Form.UNKNOWN;
        };
    }

    private static Form jumps(int opcode) {
        return switch (opcode) {
            case 0xe8, 0xe9 -> Form.DISTANCE;
            case 0xea -> Form.UNKNOWN;
            case 0xec, 0xed, 0xee, 0xef -> Form.NONE;
            default -> Form.BYTE;
        };
    }

    /** Of the table behind 0f. */
    static Form two(int opcode) {
        return switch (opcode) {
            case 0x04,
                    0x0a,
                    0x0c,
                    0x0f,
                    0x24,
                    0x25,
                    0x26,
                    0x27,
                    0x36,
                    0x39,
                    0x3b,
                    0x3c,
                    0x3d,
                    0x3e,
                    0x3f,
                    0x78,
                    0x79,
                    0x7a,
                    0x7b,
                    0xa6,
                    0xa7 -> Form.UNKNOWN;
            case 0x05,
                    0x06,
                    0x07,
                    0x08,
                    0x09,
                    0x0b,
                    0x0e,
                    0x30,
                    0x31,
                    0x32,
                    0x33,
                    0x34,
                    0x35,
                    0x37,
                    0x77,
                    0xa0,
                    0xa1,
                    0xa2,
                    0xa8,
                    0xa9,
                    0xaa -> Form.NONE;
            case 0x70, 0x71, 0x72, 0x73, 0xa4, 0xac, 0xba, 0xc2, 0xc4, 0xc5, 0xc6 -> Form.MODRM_BYTE;
            default -> opcode >> 4 == 0x8 ? Form.DISTANCE : opcode >= 0xc8 && opcode <= 0xcf ? Form.NONE : Form.MODRM;
        };
    }

    /** Of the tables that a VEX or EVEX prefix names by number: those behind 0f, 0f 38, 0f 3a, and two more of EVEX. */
    static Form vector(int table, int opcode) {
        return switch (table) {
            case 1 -> opcode == 0x77 ? Form.NONE : two(opcode) == Form.MODRM_BYTE ? Form.MODRM_BYTE : Form.MODRM;
            case 2, 5, 6 -> Form.MODRM;
            case 3 -> Form.MODRM_BYTE;
            default -> Form.UNKNOWN;
        };
    }

    /** How long the distance is that an instruction of the first table jumps; 0 if it jumps none. */
    static int jumpBytes(int opcode) {
        return switch (opcode) {
            case 0xe8, 0xe9 -> Integer.BYTES;
            case 0xe0, 0xe1, 0xe2, 0xe3, 0xeb -> 1;
            default -> opcode >> 4 == 7 ? 1 : 0;
        };
    }

    /** Whether an instruction of the first table puts a constant, an address, or another register, or zero, into a register, and does no more. */
    static boolean setsRegister(int opcode, int modRm) {
        boolean registers = modRm >= 0xc0;
        boolean zero = (opcode == 0x31 || opcode == 0x33) && registers && (modRm >> 3 & 7) == (modRm & 7);
        boolean moves = (opcode == 0x89 || opcode == 0x8b || opcode == 0xc7) && registers;
        return zero || moves || opcode == 0x8d || (opcode >= 0xb8 && opcode <= 0xbf);
    }

    /** Whether an instruction of the first table goes somewhere else in any case: a return, a jump, or hlt. */
    static boolean leaves(int opcode) {
        return switch (opcode) {
            case 0xc2, 0xc3, 0xca, 0xcb, 0xcf, 0xe9, 0xeb, 0xf4 -> true;
            default -> false;
        };
    }

    /** Whether an instruction of the first table goes somewhere else, or stops. */
    static boolean oneIsFixed(int opcode) {
        return switch (opcode >> 4) {
            case 0x7 -> true;
            case 0xc -> opcode >= 0xc2 && opcode != 0xc6 && opcode != 0xc8 && opcode != 0xc9 && opcode != 0xc7;
            case 0xe -> opcode < 0xe4 || (opcode >= 0xe8 && opcode <= 0xeb);
            case 0xf -> opcode == 0xf1 || opcode == 0xf4 || opcode == 0xff;
            default -> false;
        };
    }

    /** Whether an instruction of the table behind 0f does. */
    static boolean twoIsFixed(int opcode) {
        return opcode >> 4 == 0x8
                || opcode == 0x07
                || opcode == 0x0b
                || opcode == 0x34
                || opcode == 0x35
                || opcode >= 0xff;
    }
}

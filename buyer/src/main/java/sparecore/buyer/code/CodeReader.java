package sparecore.buyer.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.buyer.code.FunctionTable.Function;
import sparecore.buyer.code.Instruction.Kind;
import sparecore.sandbox.elf.Segment;

/** Reads functions of one executable segment. For one thread. */
final class CodeReader {
    private final byte[] file;
    private final Segment segment;

    CodeReader(byte[] file, Segment segment) {
        this.file = file;
        this.segment = segment;
    }

    /** An instruction and where it is. */
    record Placed(long address, Instruction instruction) {
        /** Behind its last byte. */
        long end() {
            return address + instruction.bytes();
        }
    }

    /**
     * What was read of a function.
     *
     * @param whole whether that is all of it
     */
    record Body(Function function, List<Placed> code, boolean whole) {}

    /** Whether a function lies where the file has bytes of this segment. */
    boolean has(Function function) {
        boolean begins = function.start() >= segment.address() && function.start() < segment.fileEnd();
        return begins
                && function.end() > function.start()
                && (!function.sized() || function.end() <= segment.fileEnd());
    }

    /** Reads a function that is here: all of it if the program says how long it is, or else as far as code surely goes on. */
    Body read(Function function) {
        int start = offset(function.start());
        int end = endOffset(function);
        InstructionReader reader = new InstructionReader(file, end);
        List<Placed> code = new ArrayList<>();
        boolean left = false;
        int at = start;
        while (at < end && (function.sized() || !left)) {
            Optional<Instruction> read = reader.read(at);
            if (read.isEmpty()) {
                return new Body(function, code, false);
            }
            Instruction instruction = read.get();
            code.add(new Placed(address(at), instruction));
            left = instruction.kind() == Kind.LEAVES || instruction.kind() == Kind.LEAVES_BY_TABLE;
            at += instruction.bytes();
        }
        return new Body(function, code, function.sized());
    }

    /** Where an instruction jumps to; empty if it does not, or not by a distance. */
    Optional<Long> target(Placed placed) {
        int bytes = placed.instruction().jumpBytes();
        if (bytes == 0) {
            return Optional.empty();
        }
        int last = offset(placed.end()) - 1;
        long distance = file[last];
        for (int i = 1; i < bytes; i++) {
            distance = distance << 8 | Byte.toUnsignedLong(file[last - i]);
        }
        return Optional.of(placed.end() + distance);
    }

    /** Behind the last byte in the file of a function that is here. */
    int endOffset(Function function) {
        return offset(Math.min(function.end(), segment.fileEnd()));
    }

    long address(int fileOffset) {
        return segment.address() + (fileOffset - segment.fileOffset());
    }

    int offset(long address) {
        return Math.toIntExact(address - segment.address() + segment.fileOffset());
    }
}

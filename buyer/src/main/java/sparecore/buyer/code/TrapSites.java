package sparecore.buyer.code;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.buyer.code.Instruction.Kind;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * Finds the instructions in a program that trap in the sandbox: SYSCALL and CPUID.
 *
 * <p>Their bytes may as well be a part of another instruction, or data. So only those count that are met when a function is read from its
 * first instruction on, and only if all of the function can be read and ends where the program says. If the program does not say how long a
 * function is, as assemblers do not by themselves, it is read as far as one instruction surely follows the other.
 */
public final class TrapSites {
    private final byte[] file;
    private final Segment segment;
    private final FunctionTable functions;
    private final List<TrapSite> found = new ArrayList<>();

    private TrapSites(byte[] file, Segment segment, FunctionTable functions) {
        this.file = file;
        this.segment = segment;
        this.functions = functions;
    }

    /** Those of {@code file}, which was read as {@code elf}, by address; none if it is stripped. */
    public static List<TrapSite> of(byte[] file, ParsedElf elf) {
        FunctionTable functions = FunctionTable.of(file, AddressSpace.PROGRAM.sharedBase());
        List<TrapSite> sites = new ArrayList<>();
        for (Segment segment : elf.segments()) {
            if (segment.isExecutable()) {
                sites.addAll(new TrapSites(file, segment, functions).find());
            }
        }
        return sites;
    }

    private List<TrapSite> find() {
        int end = segment.fileOffset() + segment.fileBytes();
        for (int at = segment.fileOffset(); at + 1 < end; at++) {
            boolean candidate = file[at] == 0x0f && (file[at + 1] == 0x05 || file[at + 1] == (byte) 0xa2);
            if (candidate) {
                at = Math.max(at, readFunction(at) - 1);
            }
        }
        return found;
    }

    /** Reads the function around {@code candidate}, and answers where to look for the next one. */
    private int readFunction(int candidate) {
        FunctionTable.Function function = functions.holding(address(candidate));
        long fileEnd = segment.fileEnd();
        if (function.start() < segment.address() || function.end() <= address(candidate)) {
            return candidate + 1;
        }
        int start = offset(function.start());
        int end = offset(Math.min(function.end(), fileEnd));
        if (function.sized() && function.end() > fileEnd) {
            return candidate + 1;
        }
        List<TrapSite> sites = new ArrayList<>();
        boolean whole = sweep(start, end, function.sized(), sites);
        if (whole || !function.sized()) {
            found.addAll(sites);
        }
        return end;
    }

    /** Whether all of it was read; what was met on the way is in {@code sites}. */
    private boolean sweep(int start, int end, boolean beyondLeaving, List<TrapSite> sites) {
        InstructionReader reader = new InstructionReader(file, end);
        Instruction before = new Instruction(0, Kind.FIXED, -1);
        int at = start;
        while (at < end) {
            Optional<Instruction> read = reader.read(at);
            if (read.isEmpty() || (before.kind() == Kind.LEAVES && !beyondLeaving)) {
                return false;
            }
            Instruction instruction = read.get();
            boolean cpuid = instruction.kind() == Kind.CPUID;
            if ((cpuid || instruction.kind() == Kind.SYSTEM_CALL) && instruction.bytes() == TrapSite.BYTES) {
                sites.add(new TrapSite(cpuid, address(at), at, before));
            }
            before = instruction;
            at += instruction.bytes();
        }
        return true;
    }

    private long address(int fileOffset) {
        return segment.address() + (fileOffset - segment.fileOffset());
    }

    private int offset(long address) {
        return Math.toIntExact(address - segment.address() + segment.fileOffset());
    }
}

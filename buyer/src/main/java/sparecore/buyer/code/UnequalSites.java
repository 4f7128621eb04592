package sparecore.buyer.code;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import sparecore.buyer.code.CodeReader.Placed;
import sparecore.buyer.code.FunctionTable.Function;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * Finds the instructions in a program whose results have other last bits on processors of other makers: approximations, of which the manuals
 * promise no more than how wrong they may be (Intel manual, volume 2, RCPSS and RSQRTSS), and the functions of the x87 unit (volume 1,
 * 8.3.10).
 *
 * <p>Only those count that are met when a function is read from its first instruction on: their bytes are too few to tell them from others.
 */
public final class UnequalSites {
    private static final int ESCAPE = 0x0f;
    private static final int SQUARE_ROOT = 0x52;
    private static final int RECIPROCAL = 0x53;
    private static final int X87 = 0xd9;

    private final byte[] file;
    private final List<Site> found = new ArrayList<>();

    private UnequalSites(byte[] file) {
        this.file = file;
    }

    /** Such an instruction. */
    public record Site(long address, String instruction) {}

    /** Those of {@code file}, which was read as {@code elf}, by address; none if it says nothing of its functions. */
    public static List<Site> of(byte[] file, ParsedElf elf) {
        FunctionTable functions = FunctionTable.of(file, AddressSpace.PROGRAM.sharedBase());
        UnequalSites sites = new UnequalSites(file);
        for (Segment segment : elf.segments()) {
            if (segment.isExecutable()) {
                sites.find(new CodeReader(file, segment), functions);
            }
        }
        sites.found.sort(Comparator.comparingLong(Site::address));
        return sites.found.stream().distinct().toList();
    }

    private void find(CodeReader reader, FunctionTable functions) {
        for (Function function : functions.all()) {
            if (reader.has(function)) {
                for (Placed placed : reader.read(function).code()) {
                    name(reader.offset(placed.address()))
                            .ifPresent(name -> found.add(new Site(placed.address(), name)));
                }
            }
        }
    }

    /** Of the instruction that begins at {@code start} and is all there; empty if it is another. */
    private Optional<String> name(int start) {
        int at = start;
        boolean scalar = false;
        while (isPrefix(unsigned(at))) {
            scalar |= unsigned(at) == 0xf3;
            at++;
        }
        int first = unsigned(at);
        return switch (first) {
            case ESCAPE -> approximation(unsigned(at + 1), scalar);
            case 0xc5 -> approximation(unsigned(at + 2), (unsigned(at + 1) & 3) == 2);
            case 0xc4 ->
                (unsigned(at + 1) & 0x1f) == 1
                        ? approximation(unsigned(at + 3), (unsigned(at + 2) & 3) == 2)
                        : Optional.empty();
            case X87 -> x87(unsigned(at + 1));
            default -> Optional.empty();
        };
    }

    private static boolean isPrefix(int code) {
        return code == 0x66 || code == 0xf2 || code == 0xf3 || code >> 4 == 4;
    }

    private static Optional<String> approximation(int opcode, boolean scalar) {
        String kind = scalar ? "SS" : "PS";
        return switch (opcode) {
            case SQUARE_ROOT -> Optional.of("RSQRT" + kind);
            case RECIPROCAL -> Optional.of("RCP" + kind);
            default -> Optional.empty();
        };
    }

    private static Optional<String> x87(int opcode) {
        return switch (opcode) {
            case 0xf0 -> Optional.of("F2XM1");
            case 0xf1 -> Optional.of("FYL2X");
            case 0xf2 -> Optional.of("FPTAN");
            case 0xf3 -> Optional.of("FPATAN");
            case 0xf9 -> Optional.of("FYL2XP1");
            case 0xfb -> Optional.of("FSINCOS");
            case 0xfe -> Optional.of("FSIN");
            case 0xff -> Optional.of("FCOS");
            default -> Optional.empty();
        };
    }

    private int unsigned(int at) {
        return at < file.length ? Byte.toUnsignedInt(file[at]) : 0;
    }
}

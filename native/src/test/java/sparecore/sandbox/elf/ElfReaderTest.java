package sparecore.sandbox.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.sandbox.elf.BadProgramException.Reason;

final class ElfReaderTest {
    private static final long HUGE = Long.MAX_VALUE - 0xfff;

    static Stream<Arguments> refusals() {
        int row0 = ElfFiles.ROW_0;
        return Stream.of(
                arguments("empty file", new byte[0], Reason.NOT_ELF),
                arguments("one right byte", new byte[] {0x7f}, Reason.TRUNCATED),
                arguments("one wrong byte", new byte[] {'M'}, Reason.NOT_ELF),
                arguments("text", text("hello, world"), Reason.NOT_ELF),
                arguments("script", text("#!/bin/sh\nexit 0\n"), Reason.SCRIPT),
                arguments("shortest script", text("#!"), Reason.SCRIPT),
                arguments("magic only", Arrays.copyOf(ElfFiles.valid(), 4), Reason.TRUNCATED),
                arguments("half a header", Arrays.copyOf(ElfFiles.valid(), 40), Reason.TRUNCATED),
                arguments("header only", Arrays.copyOf(ElfFiles.valid(), 64), Reason.TRUNCATED),
                arguments("half a table", Arrays.copyOf(ElfFiles.valid(), 130), Reason.TRUNCATED),
                arguments("last byte missing", Arrays.copyOf(ElfFiles.valid(), 4195), Reason.TRUNCATED),
                arguments("32-bit", ElfFiles.withByte(4, 1), Reason.NOT_64_BIT),
                arguments("big-endian", ElfFiles.withByte(5, 2), Reason.NOT_64_BIT),
                arguments("version byte", ElfFiles.withByte(6, 2), Reason.BAD_HEADER),
                arguments("FreeBSD", ElfFiles.withByte(7, 9), Reason.WRONG_MACHINE),
                arguments("version word", ElfFiles.withInt(20, 2), Reason.BAD_HEADER),
                arguments("ARM", ElfFiles.withShort(18, 183), Reason.WRONG_MACHINE),
                arguments("i386 in 64 bits", ElfFiles.withShort(18, 3), Reason.WRONG_MACHINE),
                arguments("object file", ElfFiles.withShort(16, 1), Reason.WRONG_TYPE),
                arguments("core dump", ElfFiles.withShort(16, 4), Reason.WRONG_TYPE),
                arguments("header size", ElfFiles.withShort(52, 52), Reason.BAD_HEADER),
                arguments("row size", ElfFiles.withShort(54, 32), Reason.BAD_HEADER),
                arguments("no rows", ElfFiles.withShort(56, 0), Reason.BAD_HEADER),
                arguments("65 rows", ElfFiles.withShort(56, 65), Reason.BAD_HEADER),
                arguments("65535 rows", ElfFiles.withShort(56, 0xffff), Reason.BAD_HEADER),
                arguments("table in the header", ElfFiles.withLong(32, 8), Reason.BAD_HEADER),
                arguments("table before the file", ElfFiles.withLong(32, -56), Reason.BAD_HEADER),
                arguments("table behind the file", ElfFiles.withLong(32, HUGE), Reason.TRUNCATED),
                arguments("interpreter", ElfFiles.withInt(ElfFiles.ROW_1, 3), Reason.DYNAMIC),
                arguments("shared library", needsLibrary(), Reason.DYNAMIC),
                arguments("nothing to load", ElfFiles.withInt(row0, 0), Reason.BAD_HEADER),
                arguments("negative offset", row(ElfFiles.ROW_OFFSET, -4096), Reason.BAD_SEGMENT),
                arguments("negative file size", row(ElfFiles.ROW_FILE_BYTES, -1), Reason.BAD_SEGMENT),
                arguments("offset behind the file", row(ElfFiles.ROW_OFFSET, HUGE), Reason.TRUNCATED),
                arguments("more bytes than the file", row(ElfFiles.ROW_FILE_BYTES, 101), Reason.TRUNCATED),
                arguments("less memory than bytes", row(ElfFiles.ROW_MEMORY_BYTES, 99), Reason.BAD_SEGMENT),
                arguments("negative memory", row(ElfFiles.ROW_MEMORY_BYTES, -1), Reason.BAD_SEGMENT),
                arguments("not congruent", row(ElfFiles.ROW_ADDRESS, 0x40_0010), Reason.BAD_SEGMENT),
                arguments("odd alignment", row(ElfFiles.ROW_ALIGNMENT, 4095), Reason.BAD_SEGMENT),
                arguments("negative alignment", row(ElfFiles.ROW_ALIGNMENT, -4096), Reason.BAD_SEGMENT),
                arguments("on top of the stub", row(ElfFiles.ROW_ADDRESS, 0x1_0000), Reason.OUT_OF_RANGE),
                arguments("page zero", row(ElfFiles.ROW_ADDRESS, 0), Reason.OUT_OF_RANGE),
                arguments("kernel space", row(ElfFiles.ROW_ADDRESS, 0xffff_8000_0000_0000L), Reason.OUT_OF_RANGE),
                arguments("behind the window", row(ElfFiles.ROW_ADDRESS, 0x10_0000_0000L), Reason.OUT_OF_RANGE),
                arguments("wraps around", row(ElfFiles.ROW_MEMORY_BYTES, Long.MAX_VALUE), Reason.OUT_OF_RANGE),
                arguments("overlap", ElfFiles.withSecondSegment(0, 0x40_0000, 10, 10), Reason.OVERLAPPING_SEGMENTS),
                arguments(
                        "overlap by zeros",
                        ElfFiles.withSecondSegment(0, 0x3f_f000, 10, 0x1001),
                        Reason.OVERLAPPING_SEGMENTS),
                arguments("same bytes twice", ElfFiles.withSecondSegment(0, 0x50_0000, 4196, 4196), Reason.BAD_SEGMENT),
                arguments("gigabytes of zeros before bytes", zerosBeforeBytes(), Reason.BAD_SEGMENT),
                arguments("entry zero", ElfFiles.withLong(24, 0), Reason.BAD_ENTRY),
                arguments("entry behind", ElfFiles.withLong(24, 0x40_0064), Reason.BAD_ENTRY),
                arguments("entry in the stub", ElfFiles.withLong(24, 0x1_0000), Reason.BAD_ENTRY),
                arguments("entry not executable", ElfFiles.withInt(row0 + ElfFiles.ROW_FLAGS, 6), Reason.BAD_ENTRY),
                arguments("too large", new byte[ElfReader.FILE_BYTES_MAX + 1], Reason.TOO_LARGE));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("refusals")
    void refuses(String name, byte[] file, Reason reason) {
        BadProgramException refusal =
                catchThrowableOfType(BadProgramException.class, () -> ElfReader.read(file, ElfFiles.WINDOW));
        assertThat(refusal).as(name).isNotNull();
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(";"); // what is wrong; what to do
    }

    @Test
    void theTableHasEveryReasonThatAFileCanGive() {
        Set<Object> reasons = refusals().map(row -> row.get()[2]).collect(Collectors.toSet());
        Set<Object> all = Set.copyOf(EnumSet.complementOf(
                EnumSet.of(Reason.NEEDS_MORE_MEMORY, Reason.BAD_NOTE, Reason.HOST_LACKS, Reason.PART_GONE)));
        assertThat(reasons).isEqualTo(all);
    }

    @Test
    void behindTheFrontIsOnlyReadOnlyData() throws Exception {
        byte[] file = ElfFiles.withSecondSegment(8192, 0x50_0000, 5_000, 5_000);
        int access = ElfFiles.ROW_1 + ElfFiles.ROW_FLAGS;
        ByteBuffer rows = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        rows.putInt(access, Segment.READ);
        assertThat(ElfReader.read(file, 13_192, ElfFiles.WINDOW).segments())
                .contains(new Segment(0x50_0000, 8192, 5_000, 5_000, Segment.READ));
        assertThatThrownBy(() -> ElfReader.read(file, 13_191, ElfFiles.WINDOW)).isInstanceOf(BadProgramException.class);
        for (int more : new int[] {Segment.WRITE, Segment.EXECUTE}) {
            rows.putInt(access, Segment.READ | more);
            assertThatThrownBy(() -> ElfReader.read(file, 13_192, ElfFiles.WINDOW))
                    .isInstanceOf(BadProgramException.class)
                    .hasMessageContaining("input file");
        }
        rows.putInt(access, Segment.READ);
        assertThatThrownBy(() -> ElfReader.read(file, ElfReader.WHOLE_BYTES_MAX + 1L, ElfFiles.WINDOW))
                .isInstanceOf(BadProgramException.class)
                .hasMessageContaining("at most");
    }

    @Test
    void acceptsAPlainProgram() throws Exception {
        ParsedElf elf = ElfReader.read(ElfFiles.valid(), ElfFiles.WINDOW);
        assertThat(elf.entry()).isEqualTo(RawElf.CODE_ADDRESS);
        assertThat(elf.segments()).containsExactly(new Segment(0x40_0000, 4096, 100, 100, 5));
        assertThat(elf.tableAddress()).isZero();
    }

    @Test
    void movesAPositionIndependentProgramToItsBase() throws Exception {
        byte[] file = ElfFiles.withShort(16, 3);
        ParsedElf elf = ElfReader.read(file, ElfFiles.WINDOW);
        assertThat(elf.entry()).isEqualTo(ElfFiles.WINDOW.sharedBase() + RawElf.CODE_ADDRESS);
        assertThat(elf.segments().get(0).address()).isEqualTo(elf.entry());
    }

    @Test
    void findsTheTableWhereASegmentHoldsIt() throws Exception {
        byte[] file = ElfFiles.withSecondSegment(0, 0x50_0000, 4096, 4096);
        assertThat(ElfReader.read(file, ElfFiles.WINDOW).tableAddress()).isEqualTo(0x50_0040);
    }

    @Test
    void ordersSegmentsAndSkipsEmptyOnes() throws Exception {
        byte[] file = ElfFiles.withSecondSegment(0, 0x30_0000, 16, 0x5000);
        List<Segment> segments = ElfReader.read(file, ElfFiles.WINDOW).segments();
        assertThat(segments).extracting(Segment::address).containsExactly(0x30_0000L, 0x40_0000L);
        byte[] empty = ElfFiles.withSecondSegment(0, 0x30_0000, 0, 0);
        assertThat(ElfReader.read(empty, ElfFiles.WINDOW).segments()).hasSize(1);
    }

    private static byte[] row(int field, long value) {
        return ElfFiles.withLong(ElfFiles.ROW_0 + field, value);
    }

    private static byte[] needsLibrary() {
        byte[] file = ElfFiles.withSecondSegment(4096, 0, 32, 32);
        ByteBuffer buffer = ElfFiles.buffer(file);
        buffer.putInt(ElfFiles.ROW_1, ElfFormat.ROW_DYNAMIC);
        buffer.putLong(4096, 5).putLong(4112, ElfFormat.DYNAMIC_NEEDED);
        return file;
    }

    /** The first segment goes on in zeros up to the page in which the second one begins. */
    private static byte[] zerosBeforeBytes() {
        byte[] file = ElfFiles.withSecondSegment(16, 0x8_0040_0010L, 16, 16);
        ElfFiles.buffer(file).putLong(ElfFiles.ROW_0 + ElfFiles.ROW_MEMORY_BYTES, 0x8_0000_0008L);
        return file;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

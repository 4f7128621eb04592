package sparecore.sandbox.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException.Reason;

final class DispatchNoteTest {
    private static final long CODE = 0x40_0000;
    private static final long MEMORY = 0x80_0000;
    private static final CallDispatch SOUND =
            new CallDispatch(CODE + 8, CODE + 4, CODE, 16, MEMORY, 64 << 10, 8 << 20, 2, true);

    @Test
    void whatIsWrittenIsRead() throws Exception {
        assertThat(read(SOUND).dispatch()).contains(SOUND);
        CallDispatch other = new CallDispatch(CODE, CODE + 15, CODE, 16, MEMORY, 16 << 10, 128 << 10, 3, false);
        assertThat(read(other).dispatch()).contains(other);
    }

    @Test
    void aProgramWithoutItIsRaw() throws Exception {
        assertThat(ElfReader.read(ElfFiles.valid(), ElfFiles.WINDOW).dispatch()).isEmpty();
        assertThat(DispatchNote.saysRaw(ElfFiles.valid())).isFalse();
    }

    @Test
    void everyAddressMustBeTheProgramsOwn() {
        long stack = 64 << 10;
        List<CallDispatch> unsound = List.of(
                new CallDispatch(MEMORY, CODE, CODE, 16, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(0x1_0000, CODE, CODE, 16, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(-1, CODE, CODE, 16, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE + 16, CODE, 16, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE - 1, CODE, 16, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 0, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 101, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, Long.MAX_VALUE, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, -1, MEMORY, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, CODE, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY + 1, stack, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, 4096, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, Long.MAX_VALUE, 8 << 20, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, stack, 8 << 20 | 1, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, stack, 0, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, stack, Long.MIN_VALUE, 2, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, stack, 8 << 20, 1, true),
                new CallDispatch(CODE, CODE, CODE, 16, MEMORY, stack, 8 << 20, 4, true));
        for (CallDispatch dispatch : unsound) {
            assertRefused(file(dispatch), dispatch.toString());
        }
    }

    @Test
    void otherVersionsAndFlagsAreRefused() {
        int note = noteAt() + DispatchNote.BYTES - 72;
        for (int at : new int[] {0, 4, 68}) {
            byte[] file = file(SOUND);
            ElfFiles.buffer(file).putInt(note + at, 7);
            assertRefused(file, "descriptor byte " + at);
        }
    }

    @Test
    void aNoteThatIsCutOffIsRefused() {
        byte[] file = file(SOUND);
        ElfFiles.buffer(file).putLong(64 + 3 * 56 + ElfFiles.ROW_FILE_BYTES, DispatchNote.BYTES - 1);
        assertRefused(file, "one byte less");
    }

    @Test
    void anotherOwnersNoteIsNobodysBusiness() throws Exception {
        byte[] file = file(SOUND);
        file[noteAt() + 12] = 'X';
        assertThat(ElfReader.read(file, ElfFiles.WINDOW).dispatch()).isEmpty();
    }

    private static void assertRefused(byte[] file, String what) {
        assertThatThrownBy(() -> ElfReader.read(file, ElfFiles.WINDOW))
                .as(what)
                .isInstanceOfSatisfying(
                        BadProgramException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_NOTE));
    }

    private static int noteAt() {
        return 64 + 4 * 56;
    }

    private static ParsedElf read(CallDispatch dispatch) throws BadProgramException {
        return ElfReader.read(file(dispatch), ElfFiles.WINDOW);
    }

    /** 100 bytes of code, and 64 KiB of memory. */
    private static byte[] file(CallDispatch dispatch) {
        int offset = ElfWriter.headBytes(2);
        List<Segment> segments = List.of(
                new Segment(CODE, offset, 100, 100, Segment.READ | Segment.EXECUTE),
                new Segment(MEMORY, 0, 0, 64 << 10, Segment.READ | Segment.WRITE));
        byte[] head = ElfWriter.head(CODE, segments, dispatch);
        return Arrays.copyOf(ByteBuffer.allocate(offset + 100).put(head).array(), offset + 100);
    }
}

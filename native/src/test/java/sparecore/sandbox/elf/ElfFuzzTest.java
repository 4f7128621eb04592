package sparecore.sandbox.elf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.image.MemoryPlan;

/** Mutations of a real program: each is refused with a reason, or is as safe as the original. */
final class ElfFuzzTest {
    private static final int ROUNDS = 200_000;
    private static final long[] NASTY = {
        0,
        1,
        -1,
        7,
        0xfff,
        0x1000,
        0x1_0000,
        0x20_0000,
        0x40_0000,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x10_0000_0000L,
        0x3f_0000_0000L,
        0x7fff_ffff_f000L,
        0xffff_ffff_ff60_0000L
    };

    @Test
    void mutatedProgramsAreRefusedOrHarmless() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ElfFuzzTest seed " + seed);
        Random random = new Random(seed);
        Map<Reason, Integer> refusals = new EnumMap<>(Reason.class);
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] file = mutate(original(), random);
            try {
                requireSafe(ElfReader.read(file, ElfFiles.WINDOW), file);
                accepted++;
            } catch (BadProgramException e) {
                refusals.merge(e.reason(), 1, Integer::sum);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(accepted).isPositive();
        assertThat(refusals).hasSizeGreaterThanOrEqualTo(8);
    }

    private static void requireSafe(ParsedElf elf, byte[] file) {
        long end = ElfFiles.WINDOW.start();
        long bytes = 0;
        for (Segment segment : elf.segments()) {
            assertThat(segment.address()).isGreaterThanOrEqualTo(end);
            end = segment.end();
            assertThat(end).isLessThanOrEqualTo(ElfFiles.WINDOW.end());
            assertThat(segment.fileBytes()).isBetween(0, file.length - segment.fileOffset());
            bytes += segment.fileBytes();
        }
        assertThat(bytes).isLessThanOrEqualTo(file.length);
        assertThat(elf.segments()).anyMatch(segment -> segment.runs(elf.entry()));
        assertThat(MemoryPlan.memoryBytesMin(elf)).isPositive();
    }

    /** Two loadable segments, a dynamic section and a row for the stack. */
    private static byte[] original() {
        byte[] file = ElfFiles.withSecondSegment(0, 0x50_0000, 256, 0x3000);
        return file;
    }

    private static byte[] mutate(byte[] file, Random random) {
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            change(file, random);
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(file, random.nextInt(file.length + 1)) : file;
    }

    /** Mostly in the header and the table, where it matters. */
    private static void change(byte[] file, Random random) {
        ByteBuffer buffer = ElfFiles.buffer(file);
        int end = random.nextInt(10) == 0 ? file.length : 64 + 2 * 56;
        int at = random.nextInt(end - Long.BYTES);
        switch (random.nextInt(4)) {
            case 0 -> file[at] = (byte) random.nextInt();
            case 1 -> file[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> buffer.putLong(at & -8, NASTY[random.nextInt(NASTY.length)]);
            default -> buffer.putInt(at & -4, (int) NASTY[random.nextInt(NASTY.length)]);
        }
    }
}

package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Programs that a hostile author might make of a real one. */
public final class Mutations {
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

    private Mutations() {}

    /** Two loadable segments, the second with zeroed pages. */
    private static byte[] original() {
        return ElfFiles.withSecondSegment(0, 0x50_0000, 256, 0x3000);
    }

    private static long nasty(Random random) {
        return NASTY[random.nextInt(NASTY.length)];
    }

    /** A program with one to three changes, sometimes cut off. */
    public static byte[] next(Random random) {
        byte[] file = original();
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
            case 2 -> buffer.putLong(at & -8, nasty(random));
            default -> buffer.putInt(at & -4, (int) nasty(random));
        }
    }
}

package sparecore.sandbox.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program finds at its stack pointer: argc, argv, the environment and the auxiliary vector (System V ABI for x86-64,
 * 3.4.1), followed by the strings that they point to.
 *
 * <p>All addresses are fixed, so it is built here rather than in the process.
 */
public final class StartBlock {
    /**
     * Room for what every block has: argc and two ends of lists (24 bytes), nine pairs of the auxiliary vector (144), the
     * random bytes (16), and alignment, rounded up.
     */
    public static final int FIXED_BYTES = 256;
    /** The largest argument bytes. */
    public static final int ARGUMENT_BYTES_MAX = StartBlockSize.LARGE.bytes() - FIXED_BYTES;

    /** AT_RANDOM of every run: a program's random numbers are the same on every seller. */
    private static final byte[] RANDOM = "sparecore-random".getBytes(StandardCharsets.US_ASCII);

    private final StartBlockSize size;
    private final ByteBuffer block;
    private int textAt;

    private StartBlock(StartBlockSize size, int wordsEnd) {
        this.size = size;
        block = ByteBuffer.allocate(size.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        textAt = wordsEnd;
    }

    /** Bytes that strings take with their ends and pointers. */
    public static int argumentBytes(List<String> strings) {
        long bytes = 0;
        for (String string : strings) {
            bytes += string.getBytes(StandardCharsets.UTF_8).length + 1L + Long.BYTES;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /**
     * Builds a block of {@code size}, which the strings must fit.
     *
     * @param environment strings of the form NAME=VALUE
     */
    public static byte[] build(
            StartBlockSize size, List<String> arguments, List<String> environment, AuxiliaryVector auxiliary) {
        int words = 1 + arguments.size() + 1 + environment.size() + 1 + auxiliary.words();
        StartBlock start = new StartBlock(size, words * Long.BYTES);
        long random = start.putText(RANDOM);
        start.block.putLong(arguments.size());
        start.putStrings(arguments);
        start.putStrings(environment);
        auxiliary.put(start.block, random);
        return start.block.array();
    }

    private void putStrings(List<String> strings) {
        List<Long> addresses = new ArrayList<>(strings.size());
        for (String string : strings) {
            addresses.add(putText(string.getBytes(StandardCharsets.UTF_8)));
        }
        for (long address : addresses) {
            block.putLong(address);
        }
        block.putLong(0);
    }

    /** Puts bytes and a zero behind the words and answers their address. */
    private long putText(byte[] text) {
        int at = textAt;
        block.put(at, text);
        textAt += text.length + 1;
        return size.address() + at;
    }
}

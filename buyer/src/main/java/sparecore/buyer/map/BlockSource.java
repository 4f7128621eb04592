package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import sparecore.result.Work;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * {@code --pipe}: the input in blocks of whole lines, each on the standard input of one fragment. A block ends behind the last
 * line feed within the block size; what follows it begins the next one. No byte is lost or added, so the blocks joined are the input.
 */
final class BlockSource implements FragmentSource {
    private final InputStream input;
    private final List<ByteString> arguments;
    private final int blockBytes;

    /** One byte longer than a block: only a byte too many tells that the rest of the input is not one block. */
    private final byte[] buffer;

    private int filled;
    private long blocks;
    private long bytesBefore;
    private boolean ended;

    /**
     * @param arguments of every fragment, the program's name first
     * @param blockBytes most bytes of a block, 1 to {@link Work#INPUT_BYTES_MAX}
     */
    BlockSource(InputStream input, List<ByteString> arguments, int blockBytes) {
        if (blockBytes < 1 || blockBytes > Work.INPUT_BYTES_MAX) {
            throw new IllegalArgumentException("--block: 1 byte to 4M, not " + blockBytes);
        }
        this.input = input;
        this.arguments = List.copyOf(arguments);
        this.blockBytes = blockBytes;
        this.buffer = new byte[blockBytes + 1];
    }

    @Override
    public Optional<Fragment> next() throws IOException {
        fill();
        if (filled == 0) {
            return Optional.empty();
        }
        int cut = filled <= blockBytes ? filled : lastLineEnd();
        ByteString bytes = ByteString.copyFrom(buffer, 0, cut);
        System.arraycopy(buffer, cut, buffer, 0, filled - cut);
        filled -= cut;
        bytesBefore += cut;
        return Optional.of(Fragment.ofBlock(blocks++, arguments, bytes));
    }

    private void fill() throws IOException {
        while (!ended && filled < buffer.length) {
            int got = input.read(buffer, filled, buffer.length - filled);
            ended = got < 0;
            filled += Math.max(got, 0);
        }
    }

    private int lastLineEnd() {
        for (int at = blockBytes - 1; at >= 0; at--) {
            if (buffer[at] == '\n') {
                return at + 1;
            }
        }
        throw new Failure(
                ExitCode.USAGE,
                "the line that begins at byte " + bytesBefore + " of the input is longer than --block "
                        + ByteSize.show(blockBytes) + ": give a larger --block, 4M at most");
    }

    @Override
    public boolean hasMoreAtOnce() throws IOException {
        return ended || input.available() > 0;
    }
}

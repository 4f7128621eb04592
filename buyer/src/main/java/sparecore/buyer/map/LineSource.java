package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import sparecore.result.Work;

/**
 * One fragment per line of the input; an empty line is one too. Lines end with a line feed, the last one may lack it. Only the
 * line at hand is in memory, however long the input is.
 */
final class LineSource implements FragmentSource {
    private static final int BUFFER_BYTES = 64 << 10;
    private static final int LINE_BYTES_MAX = Work.ARGUMENT_BYTES_MAX;

    private final InputStream input;
    private final ArgumentTemplate template;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private long lines;

    LineSource(InputStream input, ArgumentTemplate template) {
        this.input = new BufferedInputStream(input, BUFFER_BYTES);
        this.template = template;
    }

    @Override
    public Optional<Fragment> next() throws IOException {
        text.reset();
        long bytes = 0;
        int next = input.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = input.read()) {
            if (bytes++ < LINE_BYTES_MAX) {
                text.write(next);
            }
        }
        return Optional.of(fragment(lines++, bytes));
    }

    private Fragment fragment(long line, long bytes) {
        ByteString argument = ByteString.copyFrom(text.toByteArray());
        if (bytes > LINE_BYTES_MAX) {
            return refused(
                    line,
                    argument,
                    "the line has " + bytes + " bytes, and a fragment's arguments at most " + LINE_BYTES_MAX
                            + ": use --pipe to give large data on standard input");
        }
        if (!argument.isValidUtf8()) {
            return refused(line, argument, "the line is not text in UTF-8: use --pipe to give bytes on standard input");
        }
        return Fragment.ofLine(line, template.fill(argument));
    }

    private static Fragment refused(long line, ByteString argument, String why) {
        return Fragment.refused(line, Printable.arguments(List.of(argument)), why);
    }

    @Override
    public boolean hasMoreAtOnce() throws IOException {
        return input.available() > 0;
    }
}

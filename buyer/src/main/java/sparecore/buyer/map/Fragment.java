package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import sparecore.terminal.ByteSize;

/**
 * One input of a job as the command line has cut it.
 *
 * @param line its place in the input, from zero: the place of its result in the output
 * @param arguments with the program's name first
 * @param label what tells it from the others, for people: its arguments, or the size of its block
 * @param refusal why it can't be sent, or an empty string; a refused fragment costs nothing and the others go on
 */
public record Fragment(long line, List<ByteString> arguments, ByteString input, String label, String refusal) {
    public Fragment {
        arguments = List.copyOf(arguments);
    }

    /** A fragment for one line of input: the line is among its arguments. */
    static Fragment ofLine(long line, List<ByteString> arguments) {
        String label = Printable.arguments(arguments.subList(1, arguments.size()));
        return new Fragment(line, arguments, ByteString.EMPTY, label, "");
    }

    /** A fragment that gets a block of the input on its standard input. */
    static Fragment ofBlock(long line, List<ByteString> arguments, ByteString block) {
        String label = String.format(Locale.ROOT, "a block of %s", ByteSize.show(block.size()));
        return new Fragment(line, arguments, block, label, "");
    }

    /** The same as far as people need it when it has ended. */
    Fragment withoutInput() {
        return new Fragment(line, List.of(), ByteString.EMPTY, label, refusal);
    }

    /** What it takes in a message, about. */
    long bytes() {
        return input.size() + arguments.stream().mapToLong(ByteString::size).sum();
    }

    /** A fragment that is not sent. */
    static Fragment refused(long line, String label, String refusal) {
        return new Fragment(line, List.of(), ByteString.EMPTY, label, refusal);
    }
}

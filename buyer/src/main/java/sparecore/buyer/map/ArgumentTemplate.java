package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of all fragments of a job: <code>{}</code> is where each fragment's own line goes, in every argument that has
 * it; where none has, the line is an argument of its own at the end, as with GNU parallel. Immutable.
 */
public final class ArgumentTemplate {
    private static final String PLACE = "{}";

    /** Each argument cut at its places: one piece more than it has places. */
    private final List<List<ByteString>> arguments;

    private ArgumentTemplate(List<List<ByteString>> arguments) {
        this.arguments = arguments;
    }

    /** @param programName the first argument of every fragment, taken as it is */
    public static ArgumentTemplate of(String programName, List<String> arguments) {
        List<List<ByteString>> cut = new ArrayList<>();
        cut.add(List.of(ByteString.copyFromUtf8(programName)));
        arguments.forEach(argument -> cut.add(cutAtPlaces(argument)));
        if (cut.stream().allMatch(pieces -> pieces.size() == 1)) {
            cut.add(cutAtPlaces(PLACE));
        }
        return new ArgumentTemplate(List.copyOf(cut));
    }

    private static List<ByteString> cutAtPlaces(String argument) {
        List<ByteString> pieces = new ArrayList<>();
        int from = 0;
        for (int at = argument.indexOf(PLACE); at >= 0; at = argument.indexOf(PLACE, from)) {
            pieces.add(ByteString.copyFromUtf8(argument.substring(from, at)));
            from = at + PLACE.length();
        }
        pieces.add(ByteString.copyFromUtf8(argument.substring(from)));
        return List.copyOf(pieces);
    }

    /** The arguments of one fragment. */
    public List<ByteString> fill(ByteString line) {
        return arguments.stream().map(pieces -> join(pieces, line)).toList();
    }

    private static ByteString join(List<ByteString> pieces, ByteString line) {
        ByteString joined = pieces.get(0);
        for (ByteString piece : pieces.subList(1, pieces.size())) {
            joined = joined.concat(line).concat(piece);
        }
        return joined;
    }
}

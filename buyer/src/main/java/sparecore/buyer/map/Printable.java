package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Makes strangers' bytes harmless for a terminal: bounded, and no control character gets through. Pure functions. */
public final class Printable {
    static final int ARGUMENTS_SHOWN = 120;
    static final int ERROR_SHOWN = 4096;

    private Printable() {}

    /** Arguments on one line, cut at {@link #ARGUMENTS_SHOWN} characters. */
    static String arguments(List<ByteString> arguments) {
        StringBuilder text = new StringBuilder();
        for (ByteString argument : arguments) {
            text.append(text.isEmpty() ? "" : " ").append(escape(head(argument, ARGUMENTS_SHOWN)));
            if (text.length() > ARGUMENTS_SHOWN) {
                return text.substring(0, ARGUMENTS_SHOWN) + "…";
            }
        }
        return text.toString();
    }

    /** Up to {@link #ERROR_SHOWN} bytes of text, each line behind a margin; empty for empty text. */
    public static String quoted(ByteString text) {
        if (text.isEmpty()) {
            return "";
        }
        String cut = text.size() > ERROR_SHOWN ? "\n… and " + (text.size() - ERROR_SHOWN) + " bytes more" : "";
        return (head(text, ERROR_SHOWN).stripTrailing() + cut)
                .lines()
                .map(line -> "  | " + escape(line) + "\n")
                .collect(Collectors.joining());
    }

    /** The text, unless these bytes are not UTF-8. */
    static Optional<String> utf8(ByteString bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.asReadOnlyByteBuffer())
                    .toString());
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        }
    }

    private static String head(ByteString bytes, int most) {
        ByteBuffer head = bytes.substring(0, Math.min(most, bytes.size())).asReadOnlyByteBuffer();
        return StandardCharsets.UTF_8.decode(head).toString();
    }

    /** Control characters, and those that change the direction of writing, become {@code \}uXXXX; tabs stay. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isHarmless(point)) {
                safe.appendCodePoint(point);
            } else {
                safe.append(point < 0x10000 ? String.format("\\u%04x", point) : String.format("\\U%08x", point));
            }
        });
        return safe.toString();
    }

    private static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL -> point == '\t';
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

package sparecore.link;

import java.util.regex.Pattern;

/** A peer's text may hold anything: only printable ASCII of a bounded length reaches a terminal or a log. */
final class Printable {
    private static final Pattern OTHERS = Pattern.compile("[^ -~]");

    private Printable() {}

    static String of(String text, int lengthMax) {
        String cut = text.length() > lengthMax ? text.substring(0, lengthMax) : text;
        return OTHERS.matcher(cut).replaceAll("?");
    }
}

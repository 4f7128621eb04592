package sparecore.buyer.simulation;

import java.util.LinkedHashSet;
import java.util.Set;

/** Where two texts differ. */
final class Difference {
    private Difference() {}

    static String between(String before, String after) {
        Set<String> gone = new LinkedHashSet<>(before.lines().toList());
        Set<String> fresh = new LinkedHashSet<>(after.lines().toList());
        gone.removeAll(after.lines().toList());
        fresh.removeAll(before.lines().toList());
        return "gone " + gone + ", new " + fresh;
    }
}

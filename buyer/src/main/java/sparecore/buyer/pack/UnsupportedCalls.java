package sparecore.buyer.pack;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * The calls that a program asked for and that there are not.
 *
 * @param times how often, by name; in the order of the names; it grows
 */
public record UnsupportedCalls(Map<String, Integer> times) {
    /** Counts {@code more} uses of a call. */
    public void add(int call, int more) {
        times.merge(CallNames.name(call), more, Integer::sum);
    }

    /** For people; an empty string if there were none. */
    public String describe() {
        return times.entrySet().stream()
                .map(call -> call.getValue() == 1 ? call.getKey() : call.getKey() + " (" + call.getValue() + " times)")
                .collect(Collectors.joining(", "));
    }
}

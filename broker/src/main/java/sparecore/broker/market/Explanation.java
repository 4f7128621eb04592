package sparecore.broker.market;

import java.util.List;

/** What happened to an order or a lease, and why, line by line. */
public record Explanation(String title, List<Line> lines) {
    public Explanation {
        lines = List.copyOf(lines);
    }

    /** @param atMillis zero for what holds now */
    public record Line(long atMillis, String text) {}
}

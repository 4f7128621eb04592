package sparecore.buyer.bench;

import java.util.ArrayList;
import java.util.List;

/** The same thing measured several times. Not thread-safe. */
final class Series {
    private final List<Double> values = new ArrayList<>();

    /** @return the value, as it came */
    double add(double value) {
        values.add(value);
        return value;
    }

    /** The middle one; of an even number the mean of the two in the middle. */
    double median() {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

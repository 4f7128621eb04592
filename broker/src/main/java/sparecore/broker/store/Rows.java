package sparecore.broker.store;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Values as the parameters of a statement that runs once for each. */
final class Rows {
    private Rows() {}

    static <T> List<@Nullable Object[]> of(Collection<T> values, Function<T, @Nullable Object[]> row) {
        return values.stream().map(row).toList();
    }
}

package sparecore.broker.orderbook;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Draws among those that fit, each as likely as any other. Who is drawn and does not fit is passed over and drawn again, so that a crowd
 * of whom most fit need not be looked at one by one; where few do, they are.
 */
final class Lot {
    static final int DRAWS_MAX = 32;

    private Lot() {}

    /** @param fits what is won by whom; for one of them at least, or there is nothing to draw */
    static <A, B> B draw(List<A> all, Function<A, Optional<B>> fits, RandomGenerator random) {
        for (int draws = 0; draws < DRAWS_MAX; draws++) {
            Optional<B> drawn = fits.apply(all.get(random.nextInt(all.size())));
            if (drawn.isPresent()) {
                return drawn.get();
            }
        }
        List<B> fitting = all.stream().map(fits).flatMap(Optional::stream).toList();
        return fitting.get(random.nextInt(fitting.size()));
    }
}

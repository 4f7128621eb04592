package sparecore.vote;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** How often honest machines err, at most, as far as the market's recent checks tell. Pure. */
final class Noise {
    /** Kondo et al. 2007: 0.2 % over all hosts; 1 % is of bad ones. */
    static final double MOST = 0.01;

    /** Honest machines differ: one may err so many times as often as the others. */
    private static final double SPREAD = 4;

    /** Whoever compares equal counts equally, so that the order in which the market is told plays no part. */
    private static final Comparator<Strikes> WORST_FIRST = Comparator.comparingInt(Strikes::failures)
            .thenComparingInt(Strikes::checks)
            .reversed();

    private Noise() {}

    /**
     * Those who failed most often, as many as may be saboteurs, are left out: what the others have failed is noise. One failure
     * more than was seen is believed, so that few checks say little.
     */
    static double most(Collection<Standing> market, double saboteurs) {
        List<Strikes> worstFirst =
                market.stream().map(Standing::recent).sorted(WORST_FIRST).toList();
        long checks = 0;
        long failures = 0;
        for (Strikes one : worstFirst.subList((int) Math.ceil(saboteurs * worstFirst.size()), worstFirst.size())) {
            checks += one.checks();
            failures += one.failures();
        }
        return checks == 0 ? MOST : Math.min(MOST, SPREAD * (failures + 1) / checks);
    }
}

package sparecore.vote;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Who gets the next copy of a fragment: never the seller's choice. First a cluster is drawn, then a key of it, so that a thousand
 * keys of one owner get as much as one; and no cluster gets more than its share of a job's assignments where the market is large
 * enough. Counts the assignments of one job. Not thread-safe.
 */
public final class Draw {
    /** The most of a job's assignments that one cluster gets, where there are enough others. */
    public static final double SHARE_MOST = 0.05;

    /** So few assignments say nothing of shares yet. */
    private static final int ASSIGNMENTS_LEAST = 100;

    private final Map<Standing, Long> assigned = new IdentityHashMap<>();
    private long all;

    /**
     * @param free sellers that could take a copy now
     * @param clusterOf to which cluster each belongs
     * @return one of them, whose cluster is not banned and has not voted; or nobody
     */
    public <S> Optional<S> next(Group<?> group, List<S> free, Function<S, Standing> clusterOf, RandomGenerator random) {
        Map<Standing, List<S>> eligible = new IdentityHashMap<>();
        List<Standing> clusters = new ArrayList<>();
        for (S seller : free) {
            Standing cluster = clusterOf.apply(seller);
            if (cluster.isBanned() || group.hasVoted(cluster)) {
                continue;
            }
            eligible.computeIfAbsent(cluster, first -> {
                        clusters.add(first);
                        return new ArrayList<>(1);
                    })
                    .add(seller);
        }
        List<Standing> modest = clusters.stream().filter(this::isModest).toList();
        List<Standing> drawn = modest.isEmpty() ? clusters : modest;
        if (drawn.isEmpty()) {
            return Optional.empty();
        }
        Standing cluster = drawn.get(random.nextInt(drawn.size()));
        assigned.merge(cluster, 1L, Long::sum);
        all++;
        List<S> keys = eligible.getOrDefault(cluster, List.of());
        return Optional.of(keys.get(random.nextInt(keys.size())));
    }

    private boolean isModest(Standing cluster) {
        return all < ASSIGNMENTS_LEAST || assigned.getOrDefault(cluster, 0L) < SHARE_MOST * all;
    }
}

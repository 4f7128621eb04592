package sparecore.vote;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Who gets the next copy of a fragment: never the seller's choice. First a cluster is drawn, then a key of it, so that a thousand
 * keys of one owner get as much as one; and no cluster gets more than its share of a job's assignments where the market is large
 * enough. Counts the assignments of one job. Not thread-safe.
 */
public final class Draw {
    /** The most of a job's assignments that one cluster gets, where there are enough others. */
    public static final double SHARE_MOST = 0.05;

    /**
     * At a job's end the draw is among the clusters that would be done soonest, but never among fewer than this share of those that may
     * have the copy. Liars may keep idle, be fast, or seem so: if all of them are among these, whoever is drawn is one of them with
     * {@code f/SOONEST} instead of f, and no more.
     */
    public static final double SOONEST = 0.6;

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
        return next(group, free, clusterOf, random, (eligible, clusters) -> clusters);
    }

    /**
     * As {@link #next}, at a job's end. Only for a group that is {@link Group#isHurried held to the votes} which that takes.
     *
     * @param done when each would be done with it
     */
    public <S> Optional<S> nextOfSoonest(
            Group<?> group,
            List<S> free,
            Function<S, Standing> clusterOf,
            ToDoubleFunction<S> done,
            RandomGenerator random) {
        return next(group, free, clusterOf, random, (eligible, clusters) -> soonest(eligible, clusters, done));
    }

    /** Those among whom {@link #nextOfSoonest} would draw for a new group. */
    public static <S> Set<S> soonest(List<S> free, Function<S, Standing> clusterOf, ToDoubleFunction<S> done) {
        Map<Standing, List<S>> clusters = new IdentityHashMap<>();
        free.forEach(seller -> clusters.computeIfAbsent(clusterOf.apply(seller), first -> new ArrayList<>(1))
                .add(seller));
        Set<S> sellers = new HashSet<>();
        soonest(clusters, List.copyOf(clusters.keySet()), done)
                .forEach(cluster -> sellers.addAll(clusters.getOrDefault(cluster, List.of())));
        return sellers;
    }

    private static <S> List<Standing> soonest(
            Map<Standing, List<S>> eligible, List<Standing> clusters, ToDoubleFunction<S> done) {
        Map<Standing, Double> doneBy = new IdentityHashMap<>();
        for (Standing cluster : clusters) {
            doneBy.put(
                    cluster,
                    eligible.getOrDefault(cluster, List.of()).stream()
                            .mapToDouble(done)
                            .min()
                            .orElse(Double.MAX_VALUE));
        }
        return clusters.stream()
                .sorted(Comparator.comparingDouble(cluster -> doneBy.getOrDefault(cluster, Double.MAX_VALUE)))
                .limit((long) Math.ceil(SOONEST * clusters.size()))
                .toList();
    }

    /** Which of the clusters that may have a copy are drawn among. */
    private interface Choice<S> {
        List<Standing> among(Map<Standing, List<S>> eligible, List<Standing> clusters);
    }

    private <S> Optional<S> next(
            Group<?> group, List<S> free, Function<S, Standing> clusterOf, RandomGenerator random, Choice<S> choice) {
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
        List<Standing> drawn = choice.among(eligible, modest.isEmpty() ? clusters : modest);
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

package sparecore.vote.trial;

import sparecore.vote.Terms;

/**
 * A simulated market and its jobs.
 *
 * @param clusters of sellers; assignments are drawn among clusters, so that the number of keys in one plays no part
 * @param badShare of the clusters
 * @param noise how often an honest machine computes wrong, each time something else
 * @param fragments of one job
 * @param jobsBefore that the same sellers have worked on before the one that counts
 * @param tail who gets copies when nothing else is left to do
 */
public record Scenario(
        Terms terms,
        int clusters,
        double badShare,
        Saboteurs saboteurs,
        double noise,
        int fragments,
        int jobsBefore,
        Tail tail) {
    /** What is done with sellers that have nothing else to do. The liars are idle whenever it pays, and answer before all others. */
    public enum Tail {
        /** They wait. */
        NONE,
        /** As it ships: further copies of what has no vote yet, all of which count as one; and who votes then is drawn among the soonest. */
        SHIPPED,
        /** As it ships, but that each of those votes counts. */
        EACH_COUNTS,
        /** Whoever is idle votes. */
        IDLE_VOTE
    }

    public static final int CLUSTERS = 100;

    public static Scenario of(Terms terms, double badShare, Saboteurs saboteurs, int fragments) {
        return new Scenario(terms, CLUSTERS, badShare, saboteurs, 0, fragments, 0, Tail.NONE);
    }

    public Scenario withNoise(double share) {
        return new Scenario(terms, clusters, badShare, saboteurs, share, fragments, jobsBefore, tail);
    }

    public Scenario warm(int jobs) {
        return new Scenario(terms, clusters, badShare, saboteurs, noise, fragments, jobs, tail);
    }

    public Scenario withClusters(int number) {
        return new Scenario(terms, number, badShare, saboteurs, noise, fragments, jobsBefore, tail);
    }

    public Scenario withTail(Tail other) {
        return new Scenario(terms, clusters, badShare, saboteurs, noise, fragments, jobsBefore, other);
    }

    int bad() {
        return (int) Math.round(badShare * clusters);
    }
}

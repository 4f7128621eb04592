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
 */
public record Scenario(
        Terms terms, int clusters, double badShare, Saboteurs saboteurs, double noise, int fragments, int jobsBefore) {
    public static final int CLUSTERS = 100;

    public static Scenario of(Terms terms, double badShare, Saboteurs saboteurs, int fragments) {
        return new Scenario(terms, CLUSTERS, badShare, saboteurs, 0, fragments, 0);
    }

    public Scenario withNoise(double share) {
        return new Scenario(terms, clusters, badShare, saboteurs, share, fragments, jobsBefore);
    }

    public Scenario warm(int jobs) {
        return new Scenario(terms, clusters, badShare, saboteurs, noise, fragments, jobs);
    }

    public Scenario withClusters(int number) {
        return new Scenario(terms, number, badShare, saboteurs, noise, fragments, jobsBefore);
    }

    int bad() {
        return (int) Math.round(badShare * clusters);
    }
}

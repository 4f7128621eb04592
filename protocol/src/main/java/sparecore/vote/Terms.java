package sparecore.vote;

/**
 * What a buyer asks of the votes of one job, and what it takes for granted about the market. Immutable.
 *
 * @param error the most that the expected share of wrong results among the accepted ones may be, {@code E}
 * @param saboteurs the most of all assignments that go to sellers who lie, {@code f}: above {@value #SABOTEURS_MOST} votes help
 *     too little, and the buyer had better compute more itself
 * @param flaky the share of honest sellers whose machines now and then compute wrong, {@code h}
 */
public record Terms(double error, double saboteurs, double flaky) implements Acceptance {
    public static final double ERROR_LEAST = 1e-9;
    public static final double ERROR_MOST = 0.1;
    public static final double ERROR_DEFAULT = 1e-3;
    public static final double SABOTEURS_LEAST = 0.01;
    public static final double SABOTEURS_MOST = 0.4;
    public static final double SABOTEURS_DEFAULT = 0.2;

    /**
     * Kondo et al., "Characterizing Result Errors in Internet Desktop Grids" (Euro-Par 2007): about a third of the hosts of a
     * large project returned at least one wrong result.
     */
    public static final double FLAKY_DEFAULT = 0.3;

    public Terms {
        require(error, ERROR_LEAST, ERROR_MOST, "the error asked for");
        require(saboteurs, SABOTEURS_LEAST, SABOTEURS_MOST, "the saboteurs' share");
        require(flaky, 0, 1, "the share of flaky sellers");
    }

    /** @throws IllegalArgumentException if the error is out of range */
    public static Terms of(double error) {
        return new Terms(error, SABOTEURS_DEFAULT, FLAKY_DEFAULT);
    }

    public Terms withError(double other) {
        return new Terms(other, saboteurs, flaky);
    }

    public Terms withSaboteurs(double other) {
        return new Terms(error, other, flaky);
    }

    /**
     * Whether the buyer may give up some of the chance in who votes, to be done sooner: votes still help against as many saboteurs as
     * that brings.
     */
    boolean mayHurry() {
        return saboteurs / Draw.SOONEST <= SABOTEURS_MOST;
    }

    /** Where voters are drawn among {@link Draw#SOONEST} of the clusters, who are chosen by what they may choose themselves. */
    Terms hurried() {
        return withSaboteurs(Math.min(SABOTEURS_MOST, saboteurs / Draw.SOONEST));
    }

    private static void require(double value, double least, double most, String what) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(what + ": " + least + " to " + most + ", not " + value);
        }
    }
}

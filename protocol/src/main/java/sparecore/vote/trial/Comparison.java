package sparecore.vote.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Terms;

/**
 * Measures the rule that ships, and other schemes in the same markets: cold jobs with {@value Scenario#CLUSTERS} clusters. Each
 * line is repeated until its bound can tell a kept promise from a broken one. Pure; equal seeds give equal figures.
 *
 * @param fragments of one job
 * @param seed of everything
 */
public record Comparison(int fragments, long seed, Extent extent) {
    /** How much is measured. */
    public enum Extent {
        /** A few lines in a minute or two. */
        QUICK(4, new double[] {0.2}, new double[] {0.005, 0.02, 0.2, 1}, new double[] {1e-2, 1e-3, 1e-4}),
        /** A fifth of the sellers lie, at every rate. */
        USUAL(10, new double[] {0.2}, new double[] {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1}, new double[] {
            1e-2, 1e-3, 1e-4
        }),
        /** All shares of liars, and errors down to one in a million; takes long. */
        FULL(
                10,
                new double[] {0.02, 0.05, 0.1, 0.2, 0.3},
                new double[] {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1},
                new double[] {1e-2, 1e-3, 1e-4, 1e-5, 1e-6});

        private final int jobsLeast;
        private final double[] shares;
        private final double[] rates;
        private final double[] errors;

        Extent(int jobsLeast, double[] shares, double[] rates, double[] errors) {
            this.jobsLeast = jobsLeast;
            this.shares = shares;
            this.rates = rates;
            this.errors = errors;
        }
    }

    /** With no wrong result in {@code 2/E} fragments the bound is as high as allowed; more leave room for one or two. */
    private static final double FRAGMENTS_PER_ERROR = 5;

    /** Wrong results of one job come together, so that the promise is measured over several jobs. */
    private static final int OTHERS_JOBS = 2;

    /** Jobs in which liars have a plan are so many times smaller, and so many for each plan. */
    private static final int PLAN_JOBS_SMALLER = 5;

    private static final int PLAN_JOBS = 5;

    /** Of these, where liars were honest before. */
    private static final int PEACEFUL_JOBS = 10;

    private static final double PEACEFUL_VOTES = 1.15;

    private static final int SMALL_JOB = 1_000;

    private static final double[] USUAL_SHARE = {Terms.SABOTEURS_DEFAULT};
    private static final int QUORUM = 2;
    private static final int QUORUM_LARGE = 3;

    /** A way to run one job with a seed. */
    private interface Run {
        Score job(Scenario scenario, long seed);
    }

    public Comparison {
        if (fragments < 1) {
            throw new IllegalArgumentException("fragments: at least 1, not " + fragments);
        }
    }

    /** @param told of each line as it is done */
    public List<Cell> run(Consumer<Cell> told) {
        List<Cell> cells = new ArrayList<>();
        Consumer<Cell> both = cell -> {
            cells.add(cell);
            told.accept(cell);
        };
        others(both);
        ours("ours", both, extent.shares, CredibilityRule::of, true);
        if (extent != Extent.QUICK) {
            plans(both);
        }
        ours("credibility alone", both, USUAL_SHARE, CredibilityRule::withoutBudget, false);
        return List.copyOf(cells);
    }

    private void ours(
            String name,
            Consumer<Cell> told,
            double[] shares,
            Function<Terms, CredibilityRule<Integer>> rules,
            boolean counts) {
        Run run = (scenario, any) -> Trial.run(scenario, any, rules);
        for (double error : extent.errors) {
            told.accept(measure(name, counts, peace(error), 0, run));
            for (double share : shares) {
                Terms terms = Terms.of(error).withSaboteurs(Math.max(Terms.SABOTEURS_DEFAULT, share));
                for (double rate : extent.rates) {
                    told.accept(measure(name, counts, market(terms, share, Saboteurs.cartel(rate)), rate, run));
                    if (counts) {
                        told.accept(measure(name, true, market(terms, share, Saboteurs.independent(rate)), rate, run));
                    }
                }
            }
        }
    }

    private void plans(Consumer<Cell> told) {
        int size = Math.max(1, fragments / PLAN_JOBS_SMALLER);
        long votes = Math.round(PEACEFUL_JOBS * PEACEFUL_VOTES * size / Scenario.CLUSTERS);
        for (double error : new double[] {1e-3, 1e-4}) {
            for (Saboteurs plan : List.of(
                    Saboteurs.sleeper(0.5, 0.1),
                    Saboteurs.sleeper(0.9, 1),
                    Saboteurs.early(20, 1),
                    Saboteurs.burst(0.4, 0.45, 1),
                    Saboteurs.withTwoCopies(),
                    Saboteurs.recognising(0.7, 0.02),
                    Saboteurs.silent(0.05),
                    Saboteurs.returning(0.005),
                    Saboteurs.returning(0.2))) {
                told.accept(planned(error, plan, size, 0));
            }
            told.accept(planned(error, Saboteurs.veterans(votes, 0.02), size, PEACEFUL_JOBS));
            for (Saboteurs plan : List.of(Saboteurs.idler(1), Saboteurs.idler(0.1), Saboteurs.idlePairs())) {
                told.accept(atTheEnd(error, plan));
            }
        }
    }

    /** In a job whose end is a good part of it. */
    private Cell atTheEnd(double error, Saboteurs plan) {
        Scenario scenario = Scenario.of(Terms.of(error), Terms.SABOTEURS_DEFAULT, plan, SMALL_JOB)
                .withTail(Scenario.Tail.SHIPPED);
        Score score = jobs(scenario, 50 / error, Trial::run);
        return new Cell("ours, planned", true, Terms.SABOTEURS_DEFAULT, plan.name(), 0, error, score);
    }

    private Cell planned(double error, Saboteurs plan, int size, int before) {
        Scenario scenario = Scenario.of(Terms.of(error), Terms.SABOTEURS_DEFAULT, plan, size)
                .warm(before);
        Score score = jobs(scenario, Math.max((double) PLAN_JOBS * size, 20 / error), Trial::run);
        return new Cell("ours, planned", true, Terms.SABOTEURS_DEFAULT, plan.name(), 0, error, score);
    }

    private Scenario peace(double error) {
        return market(Terms.of(error), 0, Saboteurs.cartel(0));
    }

    private Scenario market(Terms terms, double share, Saboteurs saboteurs) {
        return Scenario.of(terms, share, saboteurs, fragments);
    }

    private void others(Consumer<Cell> told) {
        compare(told, "quorum of 2", 0, any -> new Majority(QUORUM));
        compare(told, "majority, first of 3", 0, any -> new Majority(QUORUM_LARGE));
        compare(told, "BOINC adaptive replication", 0, any -> new AdaptiveReplication(any.clusters()));
        for (double error : new double[] {1e-3, 1e-4}) {
            compare(told, "iExec PoCo", error, any -> new ProofOfContribution(error, any.clusters()));
            compare(
                    told,
                    "Sarmenta credibility",
                    error,
                    any -> new SarmentaCredibility(error, any.badShare(), any.clusters()));
        }
    }

    private void compare(Consumer<Cell> told, String name, double error, Function<Scenario, Scheme> scheme) {
        Run run = (scenario, any) -> SchemeTrial.run(scenario, scheme.apply(scenario), any);
        for (double rate : extent.rates) {
            Scenario scenario =
                    market(Terms.of(error == 0 ? 1e-3 : error), Terms.SABOTEURS_DEFAULT, Saboteurs.cartel(rate));
            Cell cell = measure(name, false, scenario, rate, run);
            told.accept(new Cell(name, false, cell.saboteurs(), cell.plan(), rate, error, cell.score()));
        }
    }

    private Cell measure(String name, boolean counts, Scenario scenario, double rate, Run run) {
        int jobs = counts ? extent.jobsLeast : OTHERS_JOBS;
        double wanted = Math.max(
                (double) jobs * fragments,
                FRAGMENTS_PER_ERROR / scenario.terms().error());
        Score score = jobs(scenario, wanted, run);
        String plan = scenario.badShare() == 0 ? "peace" : scenario.saboteurs().together() ? "cartel" : "independent";
        return new Cell(
                name, counts, scenario.badShare(), plan, rate, scenario.terms().error(), score);
    }

    /** As many as have so many fragments together. */
    private Score jobs(Scenario scenario, double wanted, Run run) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Score score = Score.NONE;
        do {
            score = score.plus(run.job(scenario, seeds.nextLong()));
        } while (score.fragments() < wanted);
        return score;
    }
}

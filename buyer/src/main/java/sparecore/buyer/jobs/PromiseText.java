package sparecore.buyer.jobs;

import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import sparecore.api.buyer.Job;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Terms;

/** What an asked error costs and how it is kept, told to people and to scripts. Pure. */
public final class PromiseText {
    static final String DOUBT =
            "more than half of the sellers disagree: the program is probably not deterministic, see docs/PROGRAMS.md";

    /** Figures have two digits. */
    private static final double SHOWN_EXACTLY = 0.01;

    private static final List<Long> SIZES = List.of(100L, 1_000L, 100_000L);

    private PromiseText() {}

    /** Votes on a fragment of a job of this size where nobody differs, on average; newcomers' first ones get three at least. */
    static double votesExpected(Terms terms, long fragments) {
        CredibilityRule<String> rule = CredibilityRule.of(terms);
        rule.add(fragments);
        return rule.votesExpected();
    }

    /** Before the run. @param fragments how many, where that is known */
    public static String before(Terms terms, OptionalLong fragments, Price priceMost) {
        String kept = "at most " + error(terms.error()) + " of the results may be wrong, on average: ";
        if (fragments.isPresent()) {
            double votes = votesExpected(terms, fragments.getAsLong());
            return kept
                    + String.format(
                            Locale.ROOT,
                            "about %.2f runs a fragment, so %s credits at most for a CPU-second of work; more where results"
                                    + " differ",
                            votes,
                            times(priceMost, votes));
        }
        return kept
                + SIZES.stream()
                        .map(size -> {
                            double votes = votesExpected(terms, size);
                            return String.format(
                                    Locale.ROOT,
                                    "%.2f runs (%s credits) among %,d fragments",
                                    votes,
                                    times(priceMost, votes),
                                    size);
                        })
                        .collect(Collectors.joining(", "))
                + " for a CPU-second of work at most; more where results differ";
    }

    private static Credits times(Price price, double votes) {
        return Credits.ofMicro(BigDecimal.valueOf(price.micro())
                .multiply(BigDecimal.valueOf(votes))
                .setScale(0, RoundingMode.UP)
                .longValue());
    }

    private static String error(double error) {
        return String.format(Locale.ROOT, "%.1e", error).replace(".0e", "e").replace("e-0", "e-");
    }

    /** Runs per accepted fragment so far, those of the buyer's own included. */
    public static double redundancy(Job job) {
        int runs = job.getReplicasRun() + job.getPromise().getComputed();
        return job.getAccepted() == 0 ? 0 : (double) runs / job.getAccepted();
    }

    /** While it runs; short. */
    public static String during(Job job) {
        return job.getError() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " · %.2f runs each, error up to %s%s",
                        redundancy(job),
                        error(job.getPromise().getBound()),
                        job.getPromise().getComputed() == 0
                                ? ""
                                : ", " + job.getPromise().getComputed() + " computed here");
    }

    /** At the end. */
    public static String after(Job job) {
        var promise = job.getPromise();
        return String.format(
                Locale.ROOT,
                "%.2f runs a fragment; %,d checks, %,d conflicts, %,d fragments computed here;"
                        + " at most %s of the results may be expected wrong (%s were asked)",
                redundancy(job),
                promise.getChecks(),
                promise.getConflicts(),
                promise.getComputed(),
                error(promise.getBound()),
                error(job.getError()));
    }

    /** Whether no more may be expected wrong than was asked, or none was asked for. */
    public static boolean isKept(Job job) {
        return job.getError() == 0 || job.getPromise().getBound() <= job.getError() * (1 + SHOWN_EXACTLY);
    }

    /** At the end, where the promise was not reached. */
    public static String notKept(Job job) {
        return "warning: of the results " + error(job.getPromise().getBound())
                + " may be expected wrong, more than the "
                + error(job.getError())
                + " that were asked: too many differed at once, when few were compared yet. Run those that matter again, or all"
                + " with a smaller --error";
    }

    /** At the end, where sellers' results differed; otherwise nothing. */
    public static String differences(Job job) {
        if (job.getDifferencesCount() == 0) {
            return "";
        }
        var last = job.getDifferences(job.getDifferencesCount() - 1);
        String example = "; such as fragment " + last.getIndex() + " of seller "
                + NodeId.fromWire(last.getSeller()).shortForm() + ": " + last.getText();
        return (job.getDoubtful()
                        ? DOUBT
                        : job.getReplicasRejected() + (job.getReplicasRejected() == 1 ? " result was" : " results were")
                                + " not accepted")
                + example
                + " (all: `sparecore jobs show`)";
    }

    /** For scripts; nothing is added where no error was asked. */
    public static void addTo(JsonObject summary, Job job) {
        if (job.getError() == 0) {
            return;
        }
        summary.addProperty("errorAsked", job.getError());
        summary.addProperty("errorBound", job.getPromise().getBound());
        summary.addProperty("promiseKept", isKept(job));
        summary.addProperty("redundancy", redundancy(job));
        summary.addProperty("checks", job.getPromise().getChecks());
        summary.addProperty("conflicts", job.getPromise().getConflicts());
        summary.addProperty("computedHere", job.getPromise().getComputed());
    }
}

package sparecore.buyer.jobs;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** When the votes on a fragment are enough, as options: an error that is kept, or so many equal results. */
public final class VoteOptions {
    @Option(
            names = "--error",
            paramLabel = "E",
            description =
                    "the most that the expected share of wrong results may be, such as 1e-4; as few runs as keep it (default: 1e-3)")
    private @Nullable Double error;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "instead of --error: so many sellers must give the same result before it counts, at most 9;"
                    + " 1 checks nothing")
    private @Nullable Integer replicas;

    /** @throws Failure if both are given, or one is out of range */
    public Acceptance rule() {
        if (error != null && replicas != null) {
            throw new Failure(ExitCode.USAGE, "--error and --replicas are two ways to accept results: leave one out");
        }
        try {
            if (replicas != null) {
                return new Quorum(replicas);
            }
            return Terms.of(error == null ? Terms.ERROR_DEFAULT : error);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, (replicas == null ? "--error: " : "--replicas: ") + e.getMessage(), e);
        }
    }

    /** @throws Failure as {@link #rule} */
    public void check() {
        Acceptance unused = rule();
    }

    /** As a job's request has it: zero where an error is asked for. */
    public int replicas() {
        return rule() instanceof Quorum quorum ? quorum.replicas() : 0;
    }

    /** As a job's request has it: zero where replicas are asked for. */
    public double error() {
        return rule() instanceof Terms terms ? terms.error() : 0;
    }
}

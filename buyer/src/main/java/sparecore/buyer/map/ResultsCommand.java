package sparecore.buyer.map;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.Job;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.DaemonOptions;
import sparecore.buyer.jobs.JobName;
import sparecore.buyer.jobs.ResultStream;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code sparecore jobs results}: from a cursor, in the order of endings, for scripts that collect piece by piece. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a job's results as JSON objects, one per line, in the order in which its fragments ended.",
            "Waits for further ones until the job ends. `sparecore map --resume JOB` prints outputs in the order of the input."
        })
public final class ResultsCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--after", paramLabel = "N", defaultValue = "0", description = "skip the first N results")
    private long after;

    @Parameters(paramLabel = "JOB", description = "its id, or the first digits of it")
    private String name = "";

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            Job job = JobName.find(client, name);
            JsonWriter writer = new JsonWriter(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
            try (ResultStream results =
                    new ResultStream(client, job.getJob(), after, line -> System.err.println("sparecore: " + line))) {
                print(results, writer);
            }
            return ExitCode.OK.status();
        }
    }

    private static void print(ResultStream results, JsonWriter writer) {
        try {
            for (Optional<FragmentResult> next = results.next(); next.isPresent(); next = results.next()) {
                Ended ended = MarketRuns.ended(next.get(), next.get().getIndex(), "");
                writer.accept(Unpacking.open(ended, null));
            }
        } catch (IOException e) {
            OutputClosedException closed = new OutputClosedException(e);
            if (!closed.isReaderGone()) {
                throw new Failure(ExitCode.ENVIRONMENT, "cannot write to standard output: " + e.getMessage(), e);
            }
        }
    }
}

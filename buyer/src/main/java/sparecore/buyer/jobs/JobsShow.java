package sparecore.buyer.jobs;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.api.buyer.Job;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

/** {@code sparecore jobs show}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows a job and what each seller did for it.")
public final class JobsShow implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Parameters(paramLabel = "JOB", description = "its id, or the first digits of it")
    private String name = "";

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            Job job = client.job(JobName.find(client, name).getJob());
            if (json) {
                System.out.println(Json.pretty(JobText.json(job)));
            } else {
                System.out.print(JobText.table(List.of(job)) + "\n" + JobText.sellers(job.getSellerRecordsList()));
                System.out.print(JobText.votes(job));
            }
            return ExitCode.OK.status();
        }
    }
}

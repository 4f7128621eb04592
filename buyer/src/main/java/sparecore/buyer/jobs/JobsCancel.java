package sparecore.buyer.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sparecore.api.buyer.Job;
import sparecore.terminal.ExitCode;

/** {@code sparecore jobs cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Ends a job: what has run is paid and stays, the rest is given up.")
public final class JobsCancel implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Parameters(paramLabel = "JOB", description = "its id, or the first digits of it")
    private String name = "";

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            Job job = client.cancel(JobName.find(client, name).getJob());
            System.out.println(JobName.of(job.getJob()) + " " + JobText.state(job.getState()));
            return ExitCode.OK.status();
        }
    }
}

package sparecore.buyer.jobs;

import com.google.gson.JsonArray;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.api.buyer.Job;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

/** {@code sparecore jobs list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the daemon's jobs.")
public final class JobsList implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--json", description = "as a JSON array")
    private boolean json;

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            List<Job> jobs = client.jobs();
            if (json) {
                JsonArray array = new JsonArray();
                jobs.forEach(job -> array.add(JobText.json(job)));
                System.out.println(Json.pretty(array));
            } else {
                System.out.print(JobText.table(jobs));
            }
            return ExitCode.OK.status();
        }
    }
}

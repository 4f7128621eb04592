package sparecore.buyer.jobs;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.api.buyer.AmendJobRequest;
import sparecore.api.buyer.Job;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code sparecore jobs amend}. */
@Command(
        name = "amend",
        mixinStandardHelpOptions = true,
        description = {
            "Changes what a running job may cost, and until when it may run.",
            "A higher price or more slots put its order behind those of the same price that wait already."
        })
public final class JobsAmend implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--cap", paramLabel = "CREDITS", description = "the most that the whole job may cost")
    private @Nullable Credits cap;

    @Option(names = "--max-price", paramLabel = "CREDITS", description = "the most to pay for a reference CPU-second")
    private @Nullable Price priceMost;

    @Option(names = "--slots", paramLabel = "N", description = "how many cores to ask for")
    private @Nullable Integer slots;

    @Option(names = "--deadline", paramLabel = "TIME", description = "90s, 30m or 12h from now; never for none")
    private @Nullable String deadline;

    @Parameters(paramLabel = "JOB", description = "its id, or the first digits of it")
    private String name = "";

    @Override
    public Integer call() {
        AmendJobRequest.Builder terms = AmendJobRequest.newBuilder();
        if (cap != null) {
            terms.setCap(cap.micro());
        }
        if (priceMost != null) {
            terms.setPriceMost(priceMost.micro());
        }
        if (slots != null) {
            terms.setSlots(slots);
        }
        if (deadline != null) {
            String text = deadline.equals("never") ? "" : deadline;
            terms.setDeadlineMillis(FromNow.atMillis("--deadline", text, System.currentTimeMillis()));
        }
        if (terms.build().equals(AmendJobRequest.getDefaultInstance())) {
            throw new Failure(ExitCode.USAGE, "say what to change: --cap, --max-price, --slots or --deadline");
        }
        try (BuyerClient client = daemon.connect()) {
            terms.setJob(JobName.find(client, name).getJob());
            Job job = client.amend(terms.build());
            System.out.println(JobName.of(job.getJob()) + " may cost " + Credits.ofMicro(job.getCap()) + " credits");
            return ExitCode.OK.status();
        }
    }
}

package sparecore.buyer.exchange;

import com.google.protobuf.ByteString;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import sparecore.exchange.Named;
import sparecore.exchange.Tell;
import sparecore.terminal.ExitCode;
import sparecore.wire.Explain;
import sparecore.wire.Explained;

/** {@code sparecore explain}: what happened, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what happened to a lease, a job or a bid and why, and what keeps a bid from being matched.",
            "For its buyer; a lease also for its seller (--data names its folder). A job's bid has the job's id."
        })
public final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private FolderOption folder = new FolderOption();

    @Parameters(index = "0", paramLabel = "lease|job|bid", description = "what it is")
    private String kind = "";

    @Parameters(index = "1", paramLabel = "ID", description = "its id; of a job, the first digits are enough")
    private String id = "";

    @Override
    public Integer call() {
        try (ExchangeClient client = folder.connect()) {
            if (kind.equals("job")) {
                JobStory story = JobStory.find(folder, id);
                System.out.print(story.told());
                System.out.print(bid(client, story.job()));
            } else {
                Explain asked = Named.parse(kind, id);
                System.out.print(Tell.explained(client.ask(exchange -> exchange.explain(asked))));
            }
            return ExitCode.OK.status();
        }
    }

    /** What the daemon knows is worth telling without the broker, too. */
    private static String bid(ExchangeClient client, ByteString job) {
        try {
            Explained explained = client.ask(exchange ->
                    exchange.explain(Explain.newBuilder().setBidId(job).build()));
            return Tell.explained(explained);
        } catch (sparecore.terminal.Failure e) {
            return "the broker: " + e.getMessage() + "\n";
        }
    }
}

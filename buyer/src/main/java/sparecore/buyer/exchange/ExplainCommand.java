package sparecore.buyer.exchange;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Named;
import sparecore.exchange.Tell;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
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

    @Parameters(index = "1", paramLabel = "ID", description = "its id, or the first digits of it: four or more")
    private String id = "";

    @Option(names = "--json", description = "as a JSON object; money in micro-credits")
    private boolean json;

    @Override
    public Integer call() {
        try (ExchangeClient client = folder.connect()) {
            if (kind.equals("job")) {
                explainJob(client);
            } else {
                Explain asked = Named.parse(kind, id);
                Explained explained = client.ask(exchange -> exchange.explain(asked));
                System.out.print(json ? MessageJson.pretty(explained) : Tell.explained(explained));
            }
            return ExitCode.OK.status();
        }
    }

    /** What the daemon knows is worth telling without the broker, too. */
    private void explainJob(ExchangeClient client) {
        JobStory story = JobStory.find(folder, id);
        JsonObject object = story.json();
        String bid;
        try {
            Explained explained = client.ask(exchange -> exchange.explain(
                    Explain.newBuilder().setBidId(story.job().getJob()).build()));
            object.add("bid", MessageJson.of(explained));
            bid = Tell.explained(explained);
        } catch (Failure e) {
            object.addProperty("broker", e.getMessage());
            bid = "the broker: " + e.getMessage() + "\n";
        }
        System.out.print(json ? Json.pretty(object) + "\n" : story.told() + bid);
    }
}

package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Named;
import sparecore.exchange.Tell;
import sparecore.terminal.ExitCode;
import sparecore.wire.Explain;
import sparecore.wire.Explained;

/** {@code broker explain}: what happened to a lease or a bid, and why. */
@CommandLine.Command(
        name = "explain",
        description = "Tells what happened to a lease or a bid and why, and what keeps a bid from being matched.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @CommandLine.Parameters(index = "0", paramLabel = "lease|bid", description = "What it is.")
    private String kind = "";

    @CommandLine.Parameters(
            index = "1",
            paramLabel = "ID",
            description = "Its id, or the first digits of it: four or more.")
    private String id = "";

    @CommandLine.Option(names = "--json", description = "One JSON object.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        Explain asked = Named.parse(kind, id);
        Explained explained = folder.ask(broker -> broker.explain(asked));
        System.out.print(json ? MessageJson.pretty(explained) : Tell.explained(explained));
        return ExitCode.OK.status();
    }
}

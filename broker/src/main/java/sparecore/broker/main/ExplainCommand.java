package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.exchange.Named;
import sparecore.exchange.Tell;
import sparecore.terminal.ExitCode;
import sparecore.wire.Explain;

/** {@code broker explain}: what happened to a lease or a bid, and why. */
@CommandLine.Command(
        name = "explain",
        description = "Tells what happened to a lease or a bid and why, and what keeps a bid from being matched.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @CommandLine.Parameters(index = "0", paramLabel = "lease|bid", description = "What it is.")
    private String kind = "";

    @CommandLine.Parameters(index = "1", paramLabel = "ID", description = "Its id: 32 hexadecimal digits.")
    private String id = "";

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        Explain asked = Named.parse(kind, id);
        System.out.print(Tell.explained(folder.ask(broker -> broker.explain(asked))));
        return ExitCode.OK.status();
    }
}

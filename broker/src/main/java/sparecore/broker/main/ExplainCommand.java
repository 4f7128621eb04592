package sparecore.broker.main;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @CommandLine.Option(names = "--data", paramLabel = "DIR", description = "The broker's data folder.")
    private @Nullable Path data;

    @Override
    public Integer call() {
        Explain asked = Named.parse(kind, id);
        System.out.print(Tell.explained(ControlClient.ask(data, broker -> broker.explain(asked))));
        return ExitCode.OK.status();
    }
}

package sparecore.broker.main;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.NodeStatement;
import sparecore.exchange.StatementPages;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code broker statement}: what moved on a node's account. */
@CommandLine.Command(
        name = "statement",
        description = "Shows what moved on the account of a node, oldest first.",
        mixinStandardHelpOptions = true)
final class StatementCommand implements Callable<Integer> {
    @CommandLine.Parameters(index = "0", paramLabel = "NODE", description = "The node's id.")
    private @Nullable NodeId node;

    @CommandLine.Option(names = "--csv", description = "Comma-separated values, with a line of names.")
    private boolean csv;

    @CommandLine.Option(
            names = "--json",
            description = "A JSON object for each row, on a line of its own; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        NodeId asked = node;
        if (asked == null) {
            throw new Failure(ExitCode.USAGE, "say which node");
        }
        StatementPages.print(
                System.out,
                StatementPages.Form.of(csv, json),
                after -> folder.ask(broker -> broker.getStatement(NodeStatement.newBuilder()
                        .setNode(asked.toWire())
                        .setAfter(after)
                        .build())));
        return ExitCode.OK.status();
    }
}

package sparecore.broker.main;

import java.util.List;
import picocli.CommandLine;
import sparecore.terminal.Commands;

/** {@code sparecore broker}: run a market, add credits, decide on money, look at it. */
@CommandLine.Command(
        name = "sparecore broker",
        description = "Matches sellers and buyers of CPU time and keeps the money.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel =
                "(run | set | credit | money | statement | market | explain | status | node | clusters | disputes |"
                        + " backup | restore | bench)",
        footer = {
            "",
            "Exit status: 0 all went well, 1 the books do not balance,",
            "2 the command line is wrong, 3 something on this machine is",
            "missing, full or in use, 4 no broker runs or it refused,",
            "70 an error in Sparecore itself, 130 Ctrl-C."
        })
public final class BrokerMain {
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            RunCommand.class,
            SetCommand.class,
            CreditCommand.class,
            MoneyCommand.class,
            StatementCommand.class,
            MarketCommand.class,
            ExplainCommand.class,
            StatusCommand.class,
            NodeCommand.class,
            ClustersCommand.class,
            DisputesCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            BenchCommand.class);

    private BrokerMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return Commands.run(new BrokerMain(), SUBCOMMANDS, arguments);
    }
}

package sparecore.buyer.main;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import sparecore.buyer.bench.BenchCommand;
import sparecore.buyer.demo.DemoCommand;
import sparecore.buyer.exchange.AccountCommand;
import sparecore.buyer.exchange.DisputeCommand;
import sparecore.buyer.exchange.ExplainCommand;
import sparecore.buyer.exchange.MarketCommand;
import sparecore.buyer.exchange.QuoteCommand;
import sparecore.buyer.exchange.StandingCommand;
import sparecore.buyer.exec.PackCommand;
import sparecore.buyer.exec.SandboxCommand;
import sparecore.buyer.jobs.BudgetCommand;
import sparecore.buyer.map.MapCommand;
import sparecore.terminal.Commands;

/** {@code sparecore}: the root of all commands on the buyer's side. The launcher sends broker and seller elsewhere. */
@Command(
        name = "sparecore",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A market in CPU time: sell that of idle machines, buy it for many small runs of one program.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nElsewhere in the same market:%n",
        footer = {
            "  broker   matches sellers and buyers, and keeps the money",
            "  seller   sells this machine's idle cores",
            "",
            "To see it all at work on this machine:  sparecore demo",
            "Every command explains itself:          sparecore COMMAND --help"
        })
public final class BuyerMain implements Runnable {
    private static final List<Class<?>> SUBCOMMANDS = List.of(
            BuyerCommand.class,
            MapCommand.class,
            JobsCommand.class,
            BudgetCommand.class,
            QuoteCommand.class,
            MarketCommand.class,
            AccountCommand.class,
            StandingCommand.class,
            DisputeCommand.class,
            ExplainCommand.class,
            PackCommand.class,
            SandboxCommand.class,
            BenchCommand.class,
            DemoCommand.class,
            Rehearsal.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BuyerMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return Commands.run(new BuyerMain(), SUBCOMMANDS, arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}

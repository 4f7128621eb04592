package sparecore.broker.main;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.BanRequest;
import sparecore.api.broker.NodeNamed;
import sparecore.exchange.MessageJson;
import sparecore.exchange.StandingText;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.StandingShown;

/** {@code broker node}: the standing of one node, and whether it may trade. */
@CommandLine.Command(
        name = "node",
        description = "Shows the standing of a node as its owner sees it. Subcommands ban and pardon.",
        mixinStandardHelpOptions = true,
        subcommands = {NodeCommand.Show.class, NodeCommand.Ban.class, NodeCommand.Pardon.class},
        synopsisSubcommandLabel = "(show | ban | pardon)")
final class NodeCommand {
    /** Which node, and of which broker. */
    private static final class Target {
        @CommandLine.Parameters(index = "0", paramLabel = "NODE", description = "Its id: 52 letters and digits.")
        private @Nullable NodeId node;

        @CommandLine.Mixin
        private FolderOption folder = new FolderOption();

        NodeId node() {
            if (node == null) {
                throw new Failure(ExitCode.USAGE, "say which node");
            }
            return node;
        }

        NodeNamed named() {
            return NodeNamed.newBuilder().setNode(node().toWire()).build();
        }
    }

    @CommandLine.Command(
            name = "show",
            description = "Shows its points, and each note with its evidence.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @CommandLine.Mixin
        private Target target = new Target();

        @CommandLine.Option(names = "--json", description = "One JSON object on standard output.")
        private boolean json;

        @Override
        public Integer call() {
            StandingShown standing = target.folder.ask(broker -> broker.getStanding(target.named()));
            System.out.print(json ? MessageJson.pretty(standing) : StandingText.of(standing));
            return ExitCode.OK.status();
        }
    }

    @CommandLine.Command(
            name = "ban",
            description =
                    "Keeps a node, and those for whom the same account has pledged, out of the market for 90 days. What is"
                            + " pledged for them is gone; what runs is finished and paid.",
            mixinStandardHelpOptions = true)
    static final class Ban implements Callable<Integer> {
        @CommandLine.Mixin
        private Target target = new Target();

        @CommandLine.Option(names = "--why", paramLabel = "TEXT", required = true, description = "Its owner is told.")
        private String why = "";

        @Override
        public Integer call() {
            BanRequest request = BanRequest.newBuilder()
                    .setNode(target.node().toWire())
                    .setWhy(why)
                    .build();
            var ignored = target.folder.ask(broker -> broker.ban(request));
            System.out.println("banned: " + target.node());
            return ExitCode.OK.status();
        }
    }

    @CommandLine.Command(
            name = "pardon",
            description = "Lifts the ban of a node. What was pledged for it does not come back.",
            mixinStandardHelpOptions = true)
    static final class Pardon implements Callable<Integer> {
        @CommandLine.Mixin
        private Target target = new Target();

        @Override
        public Integer call() {
            var ignored = target.folder.ask(broker -> broker.pardon(target.named()));
            System.out.println("not banned any more: " + target.node());
            return ExitCode.OK.status();
        }
    }
}

package sparecore.broker.main;

import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import sparecore.api.broker.AgreementRow;
import sparecore.api.broker.BanRow;
import sparecore.api.broker.ClusterRow;
import sparecore.api.broker.Clusters;
import sparecore.api.broker.GetClustersRequest;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Table;

/** {@code broker clusters}: who belongs together, and who gives the same wrong answers. */
@CommandLine.Command(
        name = "clusters",
        description = {
            "Shows which keys vote as one and why, which sellers have given the same wrong answers, and who is banned.",
            "Only keys for which one account has pledged are banned together: all else can happen to neighbours, too."
        },
        mixinStandardHelpOptions = true)
final class ClustersCommand implements Callable<Integer> {
    private static final int MEMBERS_SHOWN = 8;

    @CommandLine.Option(names = "--json", description = "One JSON object on standard output.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        Clusters clusters = folder.ask(broker -> broker.getClusters(GetClustersRequest.getDefaultInstance()));
        System.out.print(json ? MessageJson.pretty(clusters) : text(clusters));
        return ExitCode.OK.status();
    }

    private static String text(Clusters clusters) {
        return joined(clusters) + "\n" + agreements(clusters) + "\n" + bans(clusters);
    }

    private static String joined(Clusters clusters) {
        if (clusters.getClustersCount() == 0) {
            return "no two keys belong together\n";
        }
        Table table = new Table("keys", "have in common", "members");
        for (ClusterRow row : clusters.getClustersList()) {
            String members = row.getMembersList().stream()
                    .limit(MEMBERS_SHOWN)
                    .map(member -> NodeId.fromWire(member).shortForm())
                    .collect(Collectors.joining(" "));
            table.row(
                    row.getSize(),
                    String.join(", ", row.getTiesList()),
                    members + (row.getSize() > MEMBERS_SHOWN ? " …" : ""));
        }
        return table.toString();
    }

    private static String agreements(Clusters clusters) {
        if (clusters.getAgreementsCount() == 0) {
            return "no two sellers have given the same wrong answer\n";
        }
        Table table = new Table("seller", "seller", "same wrong answers", "buyers", "vote as one");
        for (AgreementRow row : clusters.getAgreementsList()) {
            table.row(
                    NodeId.fromWire(row.getOne()).shortForm(),
                    NodeId.fromWire(row.getOther()).shortForm(),
                    row.getTimes(),
                    row.getBuyers(),
                    row.getJoined() ? "yes" : "");
        }
        return table.toString();
    }

    private static String bans(Clusters clusters) {
        if (clusters.getBansCount() == 0) {
            return "nobody is banned\n";
        }
        Table table = new Table("banned", "until", "why");
        for (BanRow row : clusters.getBansList()) {
            table.row(NodeId.fromWire(row.getNode()), Tell.time(row.getUntilMillis()), row.getWhy());
        }
        return table.toString();
    }
}

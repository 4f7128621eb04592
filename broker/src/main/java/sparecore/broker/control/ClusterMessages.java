package sparecore.broker.control;

import sparecore.api.broker.AgreementRow;
import sparecore.api.broker.BanRow;
import sparecore.api.broker.ClusterRow;
import sparecore.api.broker.Clusters;
import sparecore.broker.cluster.Agreement;
import sparecore.broker.door.StandingMessages;
import sparecore.broker.market.ClusterView;
import sparecore.broker.standing.Ban;

/** Writes who belongs together as the message of the control service. */
final class ClusterMessages {
    private ClusterMessages() {}

    static Clusters of(ClusterView view) {
        Clusters.Builder clusters = Clusters.newBuilder();
        view.clusters().forEach(line -> clusters.addClusters(row(line)));
        view.matrix().forEach(agreement -> clusters.addAgreements(row(agreement)));
        view.bans().forEach(ban -> clusters.addBans(row(ban)));
        return clusters.build();
    }

    private static ClusterRow row(ClusterView.Line line) {
        ClusterRow.Builder row = ClusterRow.newBuilder().setSize(line.size());
        line.members().forEach(member -> row.addMembers(member.toWire()));
        StandingMessages.texts(line.ties()).forEach(row::addTies);
        return row.build();
    }

    private static AgreementRow row(Agreement agreement) {
        return AgreementRow.newBuilder()
                .setOne(agreement.one().toWire())
                .setOther(agreement.other().toWire())
                .setTimes(agreement.times())
                .setBuyers(agreement.buyers())
                .setJoined(agreement.ties())
                .build();
    }

    private static BanRow row(Ban ban) {
        return BanRow.newBuilder()
                .setNode(ban.node().toWire())
                .setWhy(ban.why())
                .setFromMillis(ban.fromMillis())
                .setUntilMillis(ban.untilMillis())
                .build();
    }
}

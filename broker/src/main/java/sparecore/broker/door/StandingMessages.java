package sparecore.broker.door;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Tie;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.dispute.Matter;
import sparecore.broker.market.StandingView;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Standings;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeRows;
import sparecore.wire.StandingNote;
import sparecore.wire.StandingShown;

/** Writes what the market thinks of nodes as messages, for peers and for the operator. Any thread. */
public final class StandingMessages {
    /** With the longest texts an answer stays below a frame of 64 KiB: 120 notes of 300 bytes. */
    private static final int NOTES_MAX = 120;

    private StandingMessages() {}

    public static StandingShown of(StandingView view) {
        StandingShown.Builder shown = StandingShown.newBuilder()
                .setNode(view.node().toWire())
                .setPointsAsSeller(view.pointsAsSeller())
                .setPointsAsBuyer(view.pointsAsBuyer())
                .setProbationPoints(Standings.PROBATION_POINTS)
                .setCluster(view.cluster());
        int from = Math.max(0, view.notes().size() - NOTES_MAX);
        view.notes().subList(from, view.notes().size()).forEach(line -> shown.addNotes(note(line)));
        view.pledge().ifPresent(pledge -> shown.setPledge(of(pledge)));
        view.ban()
                .ifPresent(ban -> shown.setBannedUntilMillis(ban.untilMillis()).setBanReason(ban.why()));
        texts(view.ties()).forEach(shown::addTies);
        return shown.build();
    }

    /** In the order of their kinds, for people. */
    public static Stream<String> texts(Set<Tie.Kind> ties) {
        return ties.stream().sorted().map(Tie.Kind::text);
    }

    public static DisputeRows of(List<Dispute> disputes) {
        DisputeRows.Builder rows = DisputeRows.newBuilder();
        disputes.forEach(dispute -> rows.addRows(of(dispute)));
        return rows.build();
    }

    public static DisputeRow of(Dispute dispute) {
        Matter matter = dispute.matter();
        return DisputeRow.newBuilder()
                .setNumber(dispute.number())
                .setKindValue(matter.kind().number())
                .setStateValue(dispute.state().number())
                .setWhy(dispute.why())
                .setClaimant(matter.claimant().toWire())
                .setAccused(matter.accused().toWire())
                .setLeaseId(matter.lease().toWire())
                .setAssignment(matter.assignment())
                .setWork(ByteString.copyFrom(matter.work().toBytes()))
                .setAnswer(ByteString.copyFrom(matter.answer().toBytes()))
                .setCpuMicros(matter.cpuMicros())
                .setNote(matter.note())
                .setAmount(matter.amount().micro())
                .setOpenedAtMillis(dispute.openedAtMillis())
                .setDecidedAtMillis(dispute.decidedAtMillis())
                .build();
    }

    private static StandingNote note(StandingView.Line line) {
        Note note = line.note();
        return StandingNote.newBuilder()
                .setNumber(note.number())
                .setAtMillis(note.atMillis())
                .setRole(words(note.deed().role()))
                .setDeed(words(note.deed()))
                .setText(line.reason())
                .setMilliPointsFresh(note.deed().milliPoints())
                .setMilliPoints(line.milliPoints())
                .setBy(note.by().toWire())
                .setCause(ByteString.copyFrom(note.cause().toBytes()))
                .setAssignment(note.assignment())
                .setStruck(note.struck())
                .build();
    }

    private static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public static sparecore.wire.Pledge of(Pledge pledge) {
        return sparecore.wire.Pledge.newBuilder()
                .setNode(pledge.node().toWire())
                .setPayer(pledge.payer().toWire())
                .setAmount(pledge.amount().micro())
                .setFreeAtMillis(pledge.freeAtMillis())
                .build();
    }
}

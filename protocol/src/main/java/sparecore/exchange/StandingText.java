package sparecore.exchange;

import com.google.protobuf.ByteString;
import java.math.BigDecimal;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.Table;
import sparecore.wire.Pledge;
import sparecore.wire.StandingNote;
import sparecore.wire.StandingShown;

/** What the broker thinks of a node, and why, for people. Pure. */
public final class StandingText {
    private static final int MILLI_DIGITS = 3;

    private StandingText() {}

    public static String of(StandingShown standing) {
        StringBuilder text = new StringBuilder();
        if (standing.getBannedUntilMillis() != 0) {
            text.append("BANNED       until ")
                    .append(Tell.time(standing.getBannedUntilMillis()))
                    .append(": ")
                    .append(standing.getBanReason())
                    .append('\n');
        }
        text.append("as seller    ")
                .append(points(standing.getPointsAsSeller(), standing))
                .append('\n');
        text.append("as buyer     ")
                .append(points(standing.getPointsAsBuyer(), standing))
                .append('\n');
        text.append("pledged      ").append(pledged(standing)).append('\n');
        text.append("votes as one ").append(together(standing)).append('\n');
        if (standing.getNotesCount() == 0) {
            return text.append("nothing is noted: a lease that is paid counts first\n")
                    .toString();
        }
        return text.append('\n').append(notes(standing)).toString();
    }

    private static String points(int points, StandingShown standing) {
        return points
                + (points == 1 ? " point" : " points")
                + (points < standing.getProbationPoints()
                        ? ", on probation below " + standing.getProbationPoints()
                        : "");
    }

    private static String pledged(StandingShown standing) {
        return standing.hasPledge() ? pledge(standing.getPledge()) : "nothing";
    }

    public static String pledge(Pledge pledge) {
        String amount = Credits.ofMicro(pledge.getAmount()) + " credits"
                + (pledge.getPayer().equals(pledge.getNode())
                        ? ""
                        : " by " + NodeId.fromWire(pledge.getPayer()).shortForm());
        return pledge.getFreeAtMillis() == 0
                ? amount
                : amount + ", free to go back from " + Tell.time(pledge.getFreeAtMillis());
    }

    private static String together(StandingShown standing) {
        int others = standing.getCluster() - 1;
        return others == 0
                ? "with no other key"
                : "with " + others + (others == 1 ? " other key: " : " other keys: ")
                        + String.join(", ", standing.getTiesList());
    }

    /** The latest first. */
    private static String notes(StandingShown standing) {
        Table table = new Table("number", "time", "as", "what", "points", "now", "by", "of", "evidence");
        for (int i = standing.getNotesCount() - 1; i >= 0; i--) {
            StandingNote note = standing.getNotes(i);
            table.row(
                    note.getNumber(),
                    Tell.time(note.getAtMillis()),
                    note.getRole(),
                    note.getDeed(),
                    milli(note.getMilliPointsFresh()),
                    note.getStruck() ? "struck" : milli(note.getMilliPoints()),
                    note.getBy().equals(standing.getNode())
                            ? ""
                            : NodeId.fromWire(note.getBy()).shortForm(),
                    cause(note.getCause()),
                    note.getText());
        }
        return table.toString();
    }

    /** The lease that it was about, or the dispute that was judged: those are numbered, and leases are named at random. */
    private static String cause(ByteString id) {
        if (id.size() == Id.BYTES) {
            Id cause = Id.fromBytes(id.toByteArray());
            if (cause.high() == 0) {
                return "dispute " + cause.low();
            }
        }
        return Tell.brief(id);
    }

    private static String milli(long milliPoints) {
        return BigDecimal.valueOf(milliPoints, MILLI_DIGITS)
                .stripTrailingZeros()
                .toPlainString();
    }
}

package sparecore.exchange;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.Table;
import sparecore.wire.Explained;
import sparecore.wire.ExplainedLine;
import sparecore.wire.MoneyRow;
import sparecore.wire.Sighting;
import sparecore.wire.StatementRow;

/** The broker's answers for people and for spreadsheets. Pure. */
public final class Tell {
    private static final int CAUSE_LENGTH_SHOWN = 8;
    private static final int NAME_LENGTH_SHOWN = 8;

    private Tell() {}

    /** In UTC; empty for zero. */
    public static String time(long millis) {
        return millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }

    public static String statement(List<StatementRow> rows) {
        if (rows.isEmpty()) {
            return "nothing has moved on this account\n";
        }
        Table table = new Table("time", "what", "amount", "balance", "other account", "cause", "memo");
        for (StatementRow row : rows) {
            table.row(
                    time(row.getAtMillis()),
                    row.getKind(),
                    Credits.ofMicro(row.getAmount()),
                    Credits.ofMicro(row.getBalance()),
                    row.getOtherKind() + " " + brief(row.getOther(), NAME_LENGTH_SHOWN),
                    brief(row.getCause(), CAUSE_LENGTH_SHOWN),
                    row.getMemo());
        }
        return table.toString();
    }

    public static String csvHeader() {
        return Csv.row(
                List.of("number", "time", "what", "amount", "balance", "other kind", "other account", "cause", "memo"));
    }

    public static String csv(List<StatementRow> rows) {
        StringBuilder csv = new StringBuilder();
        for (StatementRow row : rows) {
            csv.append(Csv.row(List.of(
                    row.getNumber(),
                    time(row.getAtMillis()),
                    row.getKind(),
                    Credits.ofMicro(row.getAmount()),
                    Credits.ofMicro(row.getBalance()),
                    row.getOtherKind(),
                    row.getOther(),
                    row.getCause(),
                    row.getMemo())));
        }
        return csv.toString();
    }

    public static String money(List<MoneyRow> rows) {
        if (rows.isEmpty()) {
            return "no deposits or withdrawals\n";
        }
        Table table =
                new Table("number", "requested", "what", "node", "amount", "state", "details", "reference or reason");
        for (MoneyRow row : rows) {
            table.row(
                    row.getNumber(),
                    time(row.getRequestedAtMillis()),
                    words(row.getDirection().name(), "MONEY_DIRECTION_"),
                    NodeId.fromWire(row.getNode()).shortForm(),
                    Credits.ofMicro(row.getAmount()),
                    words(row.getState().name(), "MONEY_STATE_"),
                    row.getDetails(),
                    row.getReference());
        }
        return table.toString();
    }

    /** An enum's name without its prefix, in small letters. */
    public static String words(String name, String prefix) {
        return name.replace(prefix, "").toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    public static String explained(Explained explained) {
        StringBuilder text = new StringBuilder(explained.getTitle()).append('\n');
        for (ExplainedLine line : explained.getLinesList()) {
            text.append("  ")
                    .append(line.getAtMillis() == 0 ? "now" : time(line.getAtMillis()))
                    .append("  ")
                    .append(line.getText())
                    .append('\n');
        }
        return text.toString();
    }

    /** What the broker last saw of a node, from where, and how that was checked. One line. */
    public static String sighting(Sighting seen) {
        if (seen.getSinceMillis() == 0) {
            return "not since it started";
        }
        String link = "from " + seen.getFrom() + " since " + time(seen.getSinceMillis()) + ", key proved by TLS";
        return link
                + (seen.getAdvertised().isEmpty()
                        ? "; it listens nowhere"
                        : "; peers dial " + seen.getAdvertised() + checked(seen) + reached(seen))
                + (seen.getMissedAtMillis() == 0 ? "" : "; a buyer did not come at " + time(seen.getMissedAtMillis()))
                + (seen.getRelayedAtMillis() == 0
                        ? ""
                        : "; a peer was met at the relay at " + time(seen.getRelayedAtMillis()));
    }

    private static String checked(Sighting seen) {
        if (seen.getCheckedAtMillis() == 0) {
            return ", which the broker has not tried yet";
        }
        return seen.getAnswered()
                ? ", where the broker reached it at " + time(seen.getCheckedAtMillis())
                : ", where the broker DID NOT REACH IT at " + time(seen.getCheckedAtMillis());
    }

    private static String reached(Sighting seen) {
        return seen.getReachedAtMillis() == 0
                ? ", and no peer has yet"
                : ", and a peer last did at " + time(seen.getReachedAtMillis());
    }

    /** The first digits of an id. */
    static String brief(ByteString id) {
        return brief(HexFormat.of().formatHex(id.toByteArray()), CAUSE_LENGTH_SHOWN);
    }

    private static String brief(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }
}

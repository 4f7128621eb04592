package sparecore.exchange;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.List;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.Table;
import sparecore.wire.DisputeRow;

/** Disputes for people. Pure. */
public final class DisputeText {
    private DisputeText() {}

    public static String list(List<DisputeRow> rows) {
        if (rows.isEmpty()) {
            return "no disputes\n";
        }
        Table table = new Table("number", "opened", "what", "by", "against", "lease", "amount", "state", "why");
        for (DisputeRow row : rows) {
            table.row(
                    row.getNumber(),
                    Tell.time(row.getOpenedAtMillis()),
                    kind(row),
                    NodeId.fromWire(row.getClaimant()).shortForm(),
                    NodeId.fromWire(row.getAccused()).shortForm(),
                    Tell.brief(row.getLeaseId()),
                    Credits.ofMicro(row.getAmount()),
                    state(row),
                    row.getWhy());
        }
        return table.toString();
    }

    public static String one(DisputeRow row) {
        StringBuilder text =
                new StringBuilder("dispute " + row.getNumber() + ": " + state(row) + "; " + row.getWhy() + "\n");
        line(text, "what", kind(row) + (row.getNote() == 0 ? "" : ", about note " + row.getNote()));
        line(text, "by", NodeId.fromWire(row.getClaimant()).toString());
        line(text, "against", NodeId.fromWire(row.getAccused()).toString());
        line(text, "lease", hex(row.getLeaseId()));
        if (row.getAssignment() != 0) {
            line(text, "assignment", String.valueOf(row.getAssignment()));
        }
        line(text, "work", hex(row.getWork()));
        line(text, "answer", hex(row.getAnswer()));
        if (row.getCpuMicros() != 0) {
            line(text, "CPU time", row.getCpuMicros() + " microseconds of the reference CPU were billed");
        }
        line(text, "amount", Credits.ofMicro(row.getAmount()) + " credits if it is upheld");
        line(text, "opened", Tell.time(row.getOpenedAtMillis()));
        if (row.getDecidedAtMillis() != 0) {
            line(text, "decided", Tell.time(row.getDecidedAtMillis()));
        }
        return text.toString();
    }

    /** Nothing where the dispute is not about such a thing. */
    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append(String.format("%-13s%s%n", name, value));
        }
    }

    private static String hex(ByteString bytes) {
        byte[] all = bytes.toByteArray();
        return isZero(all) ? "" : HexFormat.of().formatHex(all);
    }

    private static boolean isZero(byte[] bytes) {
        for (byte each : bytes) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static String kind(DisputeRow row) {
        return Tell.words(row.getKind().name(), "DISPUTE_KIND_");
    }

    private static String state(DisputeRow row) {
        return Tell.words(row.getState().name(), "DISPUTE_STATE_");
    }
}

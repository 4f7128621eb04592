package sparecore.exchange;

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
        return "dispute " + row.getNumber() + " is " + state(row) + ": " + row.getWhy() + "\n"
                + "what         " + kind(row) + (row.getNote() == 0 ? "" : ", about note " + row.getNote()) + "\n"
                + "by           " + NodeId.fromWire(row.getClaimant()) + "\n"
                + "against      " + NodeId.fromWire(row.getAccused()) + "\n"
                + "lease        " + hex(row.getLeaseId().toByteArray()) + ", assignment " + row.getAssignment() + "\n"
                + "work         " + hex(row.getWork().toByteArray()) + "\n"
                + "answer       " + hex(row.getAnswer().toByteArray()) + "\n"
                + "CPU time     " + row.getCpuMicros() + " microseconds were reported\n"
                + "amount       " + Credits.ofMicro(row.getAmount()) + " credits if it is upheld\n"
                + "opened       " + Tell.time(row.getOpenedAtMillis()) + "\n"
                + "decided      " + Tell.time(row.getDecidedAtMillis()) + "\n";
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String kind(DisputeRow row) {
        return Tell.words(row.getKind().name(), "DISPUTE_KIND_");
    }

    private static String state(DisputeRow row) {
        return Tell.words(row.getState().name(), "DISPUTE_STATE_");
    }
}

package sparecore.exchange;

import java.util.List;
import java.util.Optional;
import sparecore.api.exchange.Cases;
import sparecore.api.exchange.KeptCase;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.terminal.Table;

/** Kept evidence for people, and what can be disputed with it. Pure. */
public final class CaseText {
    private CaseText() {}

    static Cases message(NodeId node, List<sparecore.evidence.KeptCase> kept) {
        Cases.Builder cases = Cases.newBuilder().setNode(node.toWire());
        for (sparecore.evidence.KeptCase one : kept) {
            cases.addCases(KeptCase.newBuilder()
                    .setNumber(one.number())
                    .setAtMillis(one.atMillis())
                    .setFile(one.file()));
        }
        return cases.build();
    }

    public static String list(Cases cases) {
        if (cases.getCasesCount() == 0) {
            return "no evidence is kept: all that was judged was accepted, and paid\n";
        }
        NodeId node = NodeId.fromWire(cases.getNode());
        Table table = new Table("number", "kept", "lease", "assignment", "other side", "what it shows", "dispute as");
        for (KeptCase kept : cases.getCasesList()) {
            Optional<CaseFile> read = read(kept);
            table.row(
                    kept.getNumber(),
                    Tell.time(kept.getAtMillis()),
                    read.map(CaseText::lease).orElse(""),
                    read.map(file -> file.assigned().testimony().assignment())
                            .map(String::valueOf)
                            .orElse(""),
                    read.map(file -> other(file, node)).map(NodeId::shortForm).orElse(""),
                    read.map(file -> shows(file, node)).orElse("nothing: it is damaged"),
                    read.map(file -> disputableAs(file, node))
                            .filter(kind -> !kind.isEmpty())
                            .orElse("–"));
        }
        return table.toString();
    }

    private static Optional<CaseFile> read(KeptCase kept) {
        try {
            return Optional.of(CaseFile.verify(kept.getFile()));
        } catch (BadSignedMessageException e) {
            return Optional.empty();
        }
    }

    /** The lease of a kept case, in hexadecimal digits; nothing if it is damaged. */
    public static String leaseOf(KeptCase kept) {
        return read(kept).map(CaseText::lease).orElse("");
    }

    /** How the file is called that it is written to, without its ending: its lease and assignment, so that the same evidence has one. */
    public static String fileName(KeptCase kept) {
        return read(kept)
                .map(file -> lease(file) + "-" + file.assigned().testimony().assignment())
                .orElse("damaged-" + kept.getNumber());
    }

    private static String lease(CaseFile file) {
        return file.ticket().ticket().lease().toString();
    }

    private static NodeId other(CaseFile file, NodeId node) {
        NodeId buyer = file.ticket().ticket().buyer();
        return buyer.equals(node) ? file.ticket().ticket().seller() : buyer;
    }

    /** What its owner may claim with it, as `sparecore dispute open` names it; nothing if it shows nobody's fault. */
    static String disputableAs(CaseFile file, NodeId node) {
        if (file.ticket().ticket().buyer().equals(node)) {
            return file.result().isEmpty() ? "" : isOwnBill(file) ? "overcharged" : "wrong-result";
        }
        return file.receipt()
                .map(signed -> switch (signed.testimony().verdict()) {
                    case ACCEPTED -> "unpaid";
                    case WRONG -> file.result().isPresent() ? "wrong-verdict" : "";
                    case FORFEITED, NOT_REVEALED -> "";
                })
                .orElse("");
    }

    /** A buyer keeps what it has accepted only for its bill. */
    private static boolean isOwnBill(CaseFile file) {
        return file.receipt()
                .filter(signed -> signed.testimony().verdict() == Receipt.Verdict.ACCEPTED)
                .isPresent();
    }

    private static String shows(CaseFile file, NodeId node) {
        if (file.ticket().ticket().buyer().equals(node) && isOwnBill(file)) {
            return file.result()
                    .map(signed -> "a bill of " + signed.result().cpuMicros()
                            + " microseconds, far above what the others' reports allow")
                    .orElse("a receipt");
        }
        boolean ownVerdict =
                file.ticket().ticket().buyer().equals(node) && file.result().isPresent();
        return file.receipt()
                .map(Signed::testimony)
                .map(CaseText::shows)
                .orElseGet(() -> ownVerdict && file.seal() != CaseFile.Seal.BROKEN
                        ? "a result that was not accepted"
                        : showsWithoutReceipt(file));
    }

    private static String shows(Receipt receipt) {
        return switch (receipt.verdict()) {
            case ACCEPTED -> "a receipt of " + receipt.paid() + " credits that no voucher covers";
            case WRONG -> "a result that the buyer found wrong";
            case FORFEITED -> "a result that came to nothing, as another one was found wrong";
            case NOT_REVEALED -> "a result that the buyer says it was not shown";
        };
    }

    private static String showsWithoutReceipt(CaseFile file) {
        return switch (file.seal()) {
            case BROKEN -> "another result than was committed to";
            case UNOPENED -> "a commitment that was not opened";
            case KEPT, NONE -> file.result().isPresent() ? "a result without a receipt" : "an assignment";
        };
    }
}

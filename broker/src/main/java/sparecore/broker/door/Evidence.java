package sparecore.broker.door;

import java.util.ArrayList;
import java.util.List;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.market.Command;
import sparecore.broker.market.Session;
import sparecore.content.Id;
import sparecore.evidence.CaseFile;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.result.ResultVerifier;
import sparecore.wire.Frame;
import sparecore.wire.OpenDispute;
import sparecore.wire.ReportResults;
import sparecore.wire.ShownResult;

/**
 * Reads what peers show against each other. Signatures are checked here, on the link's thread; whether a piece is of the lease and
 * the peers that it should be of is for the market to see. Any thread.
 */
final class Evidence {
    private Evidence() {}

    /**
     * @throws IllegalArgumentException if a field cannot be
     * @throws BadSignedMessageException if a result is not signed by whom it names: that convicts the sender
     */
    static Command report(ReportResults message, Session session) throws BadSignedMessageException {
        if (message.getAcceptedCount() + message.getWrongCount() > Command.ReportResults.RESULTS_MAX) {
            throw new IllegalArgumentException("too many results at once");
        }
        return new Command.ReportResults(
                session.node(),
                FrameReader.id(message.getCommandId()),
                results(message.getAcceptedList()),
                results(message.getWrongList()));
    }

    /**
     * @throws IllegalArgumentException if a field cannot be
     * @throws BadSignedMessageException if a file is not of one case, or not signed by whom it names
     */
    static Command dispute(OpenDispute message, Session session) throws BadSignedMessageException {
        if (message.getFilesCount() > Command.OpenDispute.FILES_MAX) {
            throw new IllegalArgumentException("too many case files at once");
        }
        Id command = FrameReader.id(message.getCommandId());
        DisputeKind kind =
                message.getNote() != 0 ? DisputeKind.WRONG_VERDICT : DisputeKind.ofNumber(message.getKindValue());
        List<CaseFile> files = new ArrayList<>(message.getFilesCount());
        for (sparecore.wire.CaseFile file : message.getFilesList()) {
            files.add(CaseFile.verify(file));
        }
        return new Command.OpenDispute(session.node(), session.host(), command, kind, files, message.getNote());
    }

    /** The id under which a peer shows evidence. */
    static Id command(Frame frame) {
        return FrameReader.id(
                frame.getBodyCase() == Frame.BodyCase.OPEN_DISPUTE
                        ? frame.getOpenDispute().getCommandId()
                        : frame.getReportResults().getCommandId());
    }

    static boolean isIn(Frame frame) {
        return frame.getBodyCase() == Frame.BodyCase.REPORT_RESULTS
                || frame.getBodyCase() == Frame.BodyCase.OPEN_DISPUTE;
    }

    private static List<Command.ShownResult> results(List<ShownResult> messages) throws BadSignedMessageException {
        List<Command.ShownResult> results = new ArrayList<>(messages.size());
        for (ShownResult message : messages) {
            NodeId seller = NodeId.fromWire(message.getSeller());
            results.add(new Command.ShownResult(
                    seller,
                    new ResultVerifier(seller).verify(message.getResult()).result()));
        }
        return results;
    }
}

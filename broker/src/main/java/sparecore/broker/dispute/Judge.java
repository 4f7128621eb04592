package sparecore.broker.dispute;

import java.util.Optional;
import sparecore.content.Digest;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.money.Credits;

/** Judges a dispute from what both sides have signed. All signatures have been verified, and all files are of one lease. Pure. */
public final class Judge {
    private Judge() {}

    /**
     * The seller shows receipts.
     *
     * @param accepted the sum of what the buyer owes by its receipts
     * @param captured what the lease has paid so far
     * @param late how long ago the lease has ended, for a person
     */
    public static Verdict unpaid(Credits accepted, Credits captured, String late) {
        return accepted.compareTo(captured) > 0
                ? Verdict.upheld(
                        "the buyer has signed receipts of " + accepted + " credits, and paid " + captured + ", " + late)
                : Verdict.dismissed("the receipts that were shown add up to " + accepted + " credits, and " + captured
                        + " are paid");
    }

    /** The seller shows one result that was not accepted. */
    public static Verdict wrongVerdict(CaseFile file) {
        if (file.seal() == CaseFile.Seal.BROKEN) {
            return new Verdict(
                    DisputeState.DISMISSED, true, "the seller has shown another result than it had committed to");
        }
        Optional<Receipt> receipt = file.receipt().map(Signed::testimony);
        Optional<Digest> answer = file.result().map(signed -> signed.result().answer());
        if (receipt.isEmpty() || answer.isEmpty()) {
            return Verdict.dismissed("what was signed shows no verdict of the buyer on a result of the seller");
        }
        return switch (receipt.get().verdict()) {
            case ACCEPTED -> Verdict.dismissed("the buyer has accepted it");
            case FORFEITED -> Verdict.dismissed("the seller had failed elsewhere before it was final");
            case NOT_REVEALED ->
                Verdict.dismissed("nobody can tell now whether it was shown in time; to be shown here is too late");
            case WRONG ->
                receipt.get().accepted().equals(answer)
                        ? Verdict.upheld(
                                "by its own signature the buyer has accepted this very answer, and rejected it")
                        : Verdict.unclear("buyer and seller have signed different answers to the same work");
        };
    }

    /** The buyer shows one result that it holds for wrong. */
    public static Verdict wrongResult(CaseFile file) {
        if (file.seal() == CaseFile.Seal.BROKEN) {
            return Verdict.upheld("the seller has shown another result than it had committed to");
        }
        return file.result().isEmpty()
                ? Verdict.dismissed("no result of the seller was shown")
                : Verdict.unclear("which answer the work has, only a run can tell");
    }

    /** The buyer shows one result whose bill it holds for too high. */
    public static Verdict overcharged(CaseFile file) {
        return file.result().isEmpty()
                ? Verdict.dismissed("no result of the seller was shown")
                : Verdict.unclear("how long the work takes, only a run can tell");
    }
}

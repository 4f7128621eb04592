package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Signed;
import sparecore.lease.SignedTicket;
import sparecore.result.SignedResult;
import sparecore.wire.CaseFile;

/**
 * A seller that did not show what it had committed to, with what it has signed.
 *
 * @param promised its commitment; null for none
 * @param shown what it showed instead; null for nothing
 * @param nonce what it showed with it; null for none
 * @param how for people, after "it had committed to a result"
 */
record BrokenSeal(
        long assignment,
        @Nullable Signed<Commitment> promised,
        @Nullable SignedResult shown,
        @Nullable Digest nonce,
        String how) {
    static BrokenSeal silence(long assignment, @Nullable Signed<Commitment> promised, String how) {
        return new BrokenSeal(assignment, promised, null, null, how);
    }

    /** Without what the buyer can sign again at any time. */
    CaseFile evidence(SignedTicket ticket) {
        CaseFile.Builder file = CaseFile.newBuilder().setTicket(ticket.toWire());
        if (promised != null) {
            file.setCommitment(promised.toWire());
        }
        if (shown != null) {
            file.setResult(shown.toWire());
        }
        if (nonce != null) {
            file.setNonce(ByteString.copyFrom(nonce.toBytes()));
        }
        return file.build();
    }
}

package sparecore.buyer.engine;

import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Signed;
import sparecore.result.SignedResult;

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
}

package sparecore.seller.door;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.lease.SignedTicket;
import sparecore.result.SignedResult;

/**
 * What proves the work of one lease that the buyer has not judged yet. The oldest is forgotten where there is too much. Guarded by the
 * session's monitor.
 */
final class CaseBook {
    static final int CASES_MAX = 2_048;

    /** What is known of one assignment. */
    private static final class Entry {
        private final Signed<Assigned> assigned;
        private @Nullable Signed<Commitment> commitment;
        private @Nullable SignedResult result;
        private @Nullable Digest nonce;

        Entry(Signed<Assigned> assigned) {
            this.assigned = assigned;
        }
    }

    private final SignedTicket ticket;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    CaseBook(SignedTicket ticket) {
        this.ticket = ticket;
    }

    void assigned(Signed<Assigned> order) {
        entries.put(order.testimony().assignment(), new Entry(order));
        if (entries.size() > CASES_MAX) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    /** A commitment has been made. */
    void committed(Signed<Commitment> commitment, Digest nonce) {
        Entry entry = entries.get(commitment.testimony().assignment());
        if (entry != null) {
            entry.commitment = commitment;
            entry.nonce = nonce;
        }
    }

    /** A result has gone out, or is about to. */
    void delivered(SignedResult result) {
        Entry entry = entries.get(result.result().assignment());
        if (entry != null) {
            entry.result = result;
        }
    }

    void forget(long assignment) {
        entries.remove(assignment);
    }

    /** The buyer has judged a result. @return what its owner may want to have judged by somebody else */
    Optional<CaseFile> judged(SignedBatch<Receipt> batch, int position) {
        Receipt receipt = batch.testimonies().get(position);
        Entry entry = entries.remove(receipt.assignment());
        if (entry == null
                || receipt.verdict() == Receipt.Verdict.ACCEPTED
                || !receipt.work().equals(entry.assigned.testimony().work())) {
            return Optional.empty();
        }
        return Optional.of(file(entry, batch.get(position)));
    }

    private CaseFile file(Entry entry, @Nullable Signed<Receipt> receipt) {
        return new CaseFile(
                ticket,
                entry.assigned,
                Optional.ofNullable(entry.commitment),
                Optional.ofNullable(entry.result),
                Optional.ofNullable(entry.nonce),
                Optional.ofNullable(receipt));
    }

    /** The oldest results that went out and were never judged. */
    List<CaseFile> unjudged(int most) {
        return entries.values().stream()
                .filter(entry -> entry.result != null)
                .limit(most)
                .map(entry -> file(entry, null))
                .toList();
    }
}

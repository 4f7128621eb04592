package sparecore.seller.door;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.seller.journal.Disputable;

/**
 * What proves the work of one lease: all of what the buyer has not judged yet, with the work, of which the oldest is forgotten where there
 * is too much, and the receipts that are worth most. Guarded by the session's monitor.
 */
final class CaseBook {
    static final int CASES_MAX = 2_048;

    /** Of arguments and input, in memory, of all that is not judged; of more the oldest go, and their evidence is kept without. */
    static final long WORKS_BYTES_MAX = 8L << 20;

    /** Of one: larger ones are not kept. A referee's folder takes no larger ones either. */
    static final long WORK_BYTES_MAX = 1L << 20;

    /** As many as the broker takes in one dispute: in a frame of 64 KiB, each with its ticket. */
    static final int OWING_MAX = 32;

    /** What is known of one assignment. */
    private static final class Entry {
        private final Signed<Assigned> assigned;
        private final Optional<StoredParts> program;
        private Optional<Work> work;
        private @Nullable Signed<Commitment> commitment;
        private @Nullable SignedResult result;
        private @Nullable Digest nonce;

        Entry(Signed<Assigned> assigned, Optional<Work> work, Optional<StoredParts> program) {
            this.assigned = assigned;
            this.work = work;
            this.program = program;
        }
    }

    private static final Comparator<CaseFile> BY_WORTH = Comparator.comparing(CaseBook::worth);

    private final SignedTicket ticket;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private final PriorityQueue<CaseFile> owing = new PriorityQueue<>(BY_WORTH);
    private long worksBytes;
    private Credits owed = Credits.ZERO;
    private boolean owedMore;

    CaseBook(SignedTicket ticket) {
        this.ticket = ticket;
    }

    /** @param program where that lies which the work asks for, as far as it is known */
    void assigned(Signed<Assigned> order, Work work, Optional<StoredParts> program) {
        boolean fits = bytes(work) <= WORK_BYTES_MAX;
        Entry entry = new Entry(order, fits ? Optional.of(work) : Optional.empty(), program);
        forget(order.testimony().assignment());
        entries.put(order.testimony().assignment(), entry);
        worksBytes += bytes(entry);
        if (entries.size() > CASES_MAX) {
            forget(entries.keySet().iterator().next());
        }
        for (Iterator<Entry> oldest = entries.values().iterator(); worksBytes > WORKS_BYTES_MAX && oldest.hasNext(); ) {
            Entry old = oldest.next();
            worksBytes -= bytes(old);
            old.work = Optional.empty();
        }
    }

    private static long bytes(Entry entry) {
        return entry.work.map(CaseBook::bytes).orElse(0L);
    }

    private static long bytes(Work work) {
        return work.input().size()
                + work.arguments().stream().mapToLong(ByteString::size).sum();
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
        Entry gone = entries.remove(assignment);
        worksBytes -= gone == null ? 0 : bytes(gone);
    }

    /** The buyer has judged a result. @return what its owner may want to have judged by somebody else */
    Optional<Disputable> judged(SignedBatch<Receipt> batch, int position) {
        Receipt receipt = batch.testimonies().get(position);
        Entry entry = entries.get(receipt.assignment());
        forget(receipt.assignment());
        if (entry == null || !receipt.work().equals(entry.assigned.testimony().work())) {
            return Optional.empty();
        }
        if (receipt.verdict() == Receipt.Verdict.ACCEPTED) {
            owes(entry, batch, position);
            return Optional.empty();
        }
        return Optional.of(disputable(entry, batch.get(position)));
    }

    /** A receipt alone says what is owed: the rest of the evidence would only take room. */
    private void owes(Entry entry, SignedBatch<Receipt> batch, int position) {
        Credits escrow = ticket.ticket().escrow();
        Credits paid = batch.testimonies().get(position).paid();
        owed = owed.plus(paid.min(escrow)).min(escrow);
        CaseFile least = owing.peek();
        boolean full = owing.size() >= OWING_MAX;
        if (!paid.isPositive() || (full && least != null && paid.compareTo(worth(least)) <= 0)) {
            return;
        }
        if (full) {
            owing.remove();
        }
        owing.add(new CaseFile(
                ticket,
                entry.assigned,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(batch.get(position))));
        owedMore = true;
    }

    private static Credits worth(CaseFile file) {
        return file.receipt().map(signed -> signed.testimony().paid()).orElse(Credits.ZERO);
    }

    /**
     * The receipts that are to be on disk, since they say more than is paid. Nothing if they do not, or are there already.
     *
     * @param paid by the highest voucher
     */
    List<CaseFile> takeOwed(Credits paid) {
        if (!owedMore || owed.compareTo(paid) <= 0) {
            return List.of();
        }
        owedMore = false;
        return List.copyOf(owing);
    }

    private Disputable disputable(Entry entry, @Nullable Signed<Receipt> receipt) {
        CaseFile file = new CaseFile(
                ticket,
                entry.assigned,
                Optional.ofNullable(entry.commitment),
                Optional.ofNullable(entry.result),
                Optional.ofNullable(entry.nonce),
                Optional.ofNullable(receipt));
        return new Disputable(file, entry.work, entry.program);
    }

    /** The oldest results that went out and were never judged. */
    List<Disputable> unjudged(int most) {
        return entries.values().stream()
                .filter(entry -> entry.result != null)
                .limit(most)
                .map(entry -> disputable(entry, null))
                .toList();
    }
}

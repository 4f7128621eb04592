package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.lease.LeaseId;
import sparecore.result.SignedResult;

/**
 * From a seller's commitment to its result: asks for what was committed to, and sees that it is that which comes. Nothing of a
 * commitment is journaled: until its result is in, no other copy goes out, so that a buyer which forgets it just gives the fragment
 * anew. On the engine's thread.
 */
final class Revealing {
    private final Books books;
    private final Sellers sellers;
    private final Judging judging;

    Revealing(Books books, Sellers sellers, Judging judging) {
        this.books = books;
        this.sellers = sellers;
        this.judging = judging;
    }

    /** The lease's seller has results, and has committed to them: it is asked for them. */
    void committed(LeaseId lease, SignedBatch<Commitment> batch) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy == null) {
            return;
        }
        List<Long> wanted = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            if (tenancy.committed(batch.get(i), books.now())) {
                wanted.add(batch.testimonies().get(i).assignment());
            }
        }
        if (!wanted.isEmpty()) {
            sellers.reveal(lease, wanted);
            books.touch(tenancy.job());
        }
    }

    /**
     * A result, signed by the lease's seller; output and digest have been found to agree.
     *
     * @param nonce what opens the seller's commitment; null for none
     */
    void resultArrived(
            LeaseId lease, SignedResult signed, @Nullable Digest nonce, ByteString output, ByteString error) {
        Tenancy tenancy = books.tenancy(lease);
        Job job = tenancy == null ? null : books.jobOf(tenancy);
        long assignment = signed.result().assignment();
        Signed<Commitment> promised = tenancy == null ? null : tenancy.promised(assignment);
        OptionalInt index = tenancy == null ? OptionalInt.empty() : tenancy.take(assignment);
        if (tenancy == null || job == null || index.isEmpty()) {
            return;
        }
        books.touch(tenancy.job());
        boolean kept = promised != null
                && nonce != null
                && promised.testimony().isKeptBy(signed.result(), tenancy.seller(), nonce);
        if (job.errorBound().isPresent() && !kept) {
            String how = promised == null ? "shows one that it had not committed to" : "shows another one";
            judging.notRevealed(
                    job, index.getAsInt(), tenancy, new BrokenSeal(assignment, promised, signed, nonce, how));
            return;
        }
        if (index.getAsInt() < 0) {
            judging.check(job, index.getAsInt(), tenancy, signed, output, error);
            return;
        }
        Fragment fragment = job.fragment(index.getAsInt());
        if (fragment != null) {
            judging.vote(job, fragment, tenancy, signed, output, error);
        }
    }

    /** Whether the seller has not shown for too long what it has committed to. One silence is one failure, however much it holds back. */
    boolean isSilent(Job job, Tenancy tenancy) {
        OptionalLong overdue = tenancy.overdue(books.now());
        if (overdue.isEmpty()) {
            return false;
        }
        long assignment = overdue.getAsLong();
        Signed<Commitment> promised = tenancy.promised(assignment);
        OptionalInt index = tenancy.take(assignment);
        if (index.isPresent()) {
            judging.notRevealed(
                    job, index.getAsInt(), tenancy, BrokenSeal.silence(assignment, promised, "does not show it"));
        }
        return true;
    }
}

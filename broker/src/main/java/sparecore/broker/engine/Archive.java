package sparecore.broker.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** What was committed long ago, read beside the engine. Not promised: that the last few transactions show already. */
public interface Archive {
    /** Rows of one answer: as many as fit into a frame of 64 KiB when each has the longest memo, 200 characters of three bytes. */
    int ROWS_MAX = 40;

    /**
     * One move of credits, as the owner of an account sees it.
     *
     * @param kind such as "capture"
     * @param amount below zero if it went out
     * @param balance of the account afterwards
     * @param otherKind the kind of the other account, such as "escrow"
     * @param cause the bid, the lease or the command, in hexadecimal digits
     */
    record Entry(
            long number,
            long atMillis,
            String kind,
            Credits amount,
            Credits balance,
            String otherKind,
            String other,
            String cause,
            String memo) {}

    /**
     * The account's rows after this number, oldest first, one more than {@link #ROWS_MAX} if there are more. Fails with an
     * {@link IllegalStateException} if too many wait already, or a {@link sparecore.store.StoreException}.
     */
    CompletableFuture<List<Entry>> statement(NodeId node, long after);
}

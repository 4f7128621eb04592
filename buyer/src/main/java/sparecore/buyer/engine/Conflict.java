package sparecore.buyer.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import sparecore.buyer.job.JobId;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.wire.SignedStatement;

/**
 * Results of one fragment that differ, with their sellers' signatures, for the broker to see.
 *
 * @param command under which it is reported: the same for one decision, so that the broker takes it once
 * @param accepted equal ones
 */
public record Conflict(Id command, List<Shown> accepted, List<Shown> wrong) {
    /** What the broker takes of one fragment. */
    static final int RESULTS_MAX = 16;

    /** Fewer than these prove nothing to the broker. */
    static final int ACCEPTED_LEAST = 2;

    /** More would prove no more. */
    static final int ACCEPTED_MOST = 4;

    /** A signed result, and by whom. */
    public record Shown(NodeId seller, SignedStatement result) {}

    public Conflict {
        accepted = List.copyOf(accepted);
        wrong = List.copyOf(wrong);
    }

    /** Of a fragment's acceptance. */
    static Id commandOf(JobId job, int index) {
        return commandOf(job, index, new byte[0]);
    }

    /** Of a result that came when the fragment was accepted already, or of a check: another report than that of its acceptance. */
    static Id commandOf(JobId job, int index, NodeId late) {
        return commandOf(job, index, late.toBytes());
    }

    private static Id commandOf(JobId job, int index, byte[] late) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update("sparecore report of a conflict\0".getBytes(StandardCharsets.US_ASCII));
        sha256.update(job.id().toBytes());
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
        sha256.update(late);
        return Id.fromBytes(Arrays.copyOf(Digest.finish(sha256).toBytes(), Id.BYTES));
    }

    boolean isWorthTelling() {
        return accepted.size() >= ACCEPTED_LEAST && !wrong.isEmpty() && accepted.size() + wrong.size() <= RESULTS_MAX;
    }
}

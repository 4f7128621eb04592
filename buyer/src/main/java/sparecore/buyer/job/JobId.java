package sparecore.buyer.job;

import com.google.protobuf.ByteString;
import sparecore.content.Id;
import sparecore.lease.BidId;

/** Names a job. The job's bid at the broker has the same sixteen bytes, so that it can be placed again after a crash. */
public record JobId(Id id) {
    /** @throws IllegalArgumentException if there are not exactly 16 bytes */
    public static JobId fromWire(ByteString bytes) {
        return new JobId(Id.fromBytes(bytes.toByteArray()));
    }

    public static JobId of(BidId bid) {
        return new JobId(bid.id());
    }

    public BidId bid() {
        return new BidId(id);
    }

    public ByteString toWire() {
        return ByteString.copyFrom(id.toBytes());
    }

    @Override
    public String toString() {
        return id.toHex();
    }
}

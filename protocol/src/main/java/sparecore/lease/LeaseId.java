package sparecore.lease;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import sparecore.content.Id;

/** Names one lease: a matched slot or more, between one buyer and one seller. */
public record LeaseId(Id id) {
    public static LeaseId random(SecureRandom random) {
        return new LeaseId(Id.random(random));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes */
    public static LeaseId fromWire(ByteString bytes) {
        return new LeaseId(Id.fromBytes(bytes.toByteArray()));
    }

    public ByteString toWire() {
        return ByteString.copyFrom(id.toBytes());
    }

    @Override
    public String toString() {
        return id.toHex();
    }
}

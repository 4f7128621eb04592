package sparecore.lease;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import sparecore.content.Id;

/** Names a buyer's order. */
public record BidId(Id id) {
    public static BidId random(SecureRandom random) {
        return new BidId(Id.random(random));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes */
    public static BidId fromWire(ByteString bytes) {
        return new BidId(Id.fromBytes(bytes.toByteArray()));
    }

    public ByteString toWire() {
        return ByteString.copyFrom(id.toBytes());
    }

    @Override
    public String toString() {
        return id.toHex();
    }
}

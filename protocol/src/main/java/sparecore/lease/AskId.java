package sparecore.lease;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import sparecore.content.Id;

/** Names a seller's standing offer. */
public record AskId(Id id) {
    public static AskId random(SecureRandom random) {
        return new AskId(Id.random(random));
    }

    /** @throws IllegalArgumentException if there are not exactly 16 bytes */
    public static AskId fromWire(ByteString bytes) {
        return new AskId(Id.fromBytes(bytes.toByteArray()));
    }

    public ByteString toWire() {
        return ByteString.copyFrom(id.toBytes());
    }

    @Override
    public String toString() {
        return id.toHex();
    }
}

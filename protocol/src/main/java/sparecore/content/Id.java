package sparecore.content;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Sixteen bytes that name one lease, order, job or command. Ids are drawn at random by whoever creates the thing, so that a
 * repeated command can be told from a new one. Each kind wraps one in its own record.
 */
public record Id(long high, long low) {
    public static final int BYTES = 16;

    public static Id random(SecureRandom random) {
        return new Id(random.nextLong(), random.nextLong());
    }

    /** @throws IllegalArgumentException if there are not exactly {@link #BYTES} bytes */
    public static Id fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Id(buffer.getLong(), buffer.getLong());
    }

    /** @throws IllegalArgumentException if the text is not 32 hexadecimal digits */
    public static Id fromHex(String hex) {
        return fromBytes(HexFormat.of().parseHex(hex));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    public String toHex() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    @Override
    public String toString() {
        return toHex();
    }
}

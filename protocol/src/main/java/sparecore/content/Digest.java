package sparecore.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest: the name of a program, a fragment's work, or an output. Immutable. */
public final class Digest {
    public static final int BYTES = 32;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws IllegalArgumentException if there are not exactly {@link #BYTES} bytes */
    public static Digest fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.length);
        }
        return new Digest(bytes.clone());
    }

    /** @throws IllegalArgumentException if the text is not 64 hexadecimal digits */
    public static Digest fromHex(String hex) {
        return fromBytes(HexFormat.of().parseHex(hex));
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /** A fresh SHA-256, for content that comes in parts; finish it with {@link #finish}. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public static Digest finish(MessageDigest sha256) {
        return fromBytes(sha256.digest());
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** The first twelve hexadecimal digits, for people. */
    public String shortForm() {
        return toHex().substring(0, 12);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}

package sparecore.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Bytes that are signed, with what kind of statement they are. The kind is part of what is signed, so that a signature for one
 * purpose never serves another.
 *
 * @param kind what is said
 * @param content the serialized message, exactly as it travels
 */
public record Statement(Kind kind, byte[] content) {
    /** What a signature can say. The prefix is signed with the content. */
    public enum Kind {
        TICKET("sparecore ticket v1"),
        VOUCHER("sparecore voucher v1"),
        RESULT("sparecore result v1");

        private final byte[] prefix;

        Kind(String prefix) {
            this.prefix = (prefix + "\0").getBytes(StandardCharsets.US_ASCII);
        }
    }

    public Statement {
        content = content.clone();
    }

    byte[] toSignedBytes() {
        return ByteBuffer.allocate(kind.prefix.length + content.length)
                .put(kind.prefix)
                .put(content)
                .array();
    }
}

package sparecore.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

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
        /** The root of the tree over several. */
        VOUCHERS("sparecore vouchers v1"),
        ASSIGNMENT("sparecore assignment v1"),
        COMMITMENT("sparecore sealed result v1"),
        RESULT("sparecore result v1"),
        RECEIPT("sparecore receipt v1");

        private final byte[] prefix;
        private final String noun;

        Kind(String prefix) {
            this.prefix = (prefix + "\0").getBytes(StandardCharsets.US_ASCII);
            this.noun = name().toLowerCase(Locale.ROOT);
        }

        /** For people. */
        public String noun() {
            return noun;
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

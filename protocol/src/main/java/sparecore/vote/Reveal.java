package sparecore.vote;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import sparecore.content.Digest;
import sparecore.identity.NodeId;

/**
 * What a seller shows after it has committed to it: commit first, reveal second, so that nobody can vote what another has voted
 * without having computed it. The commitment holds the seller's own key: another's, copied, fits no answer of one's own; and
 * a nonce, without which the few answers that are likely could be tried. Immutable.
 *
 * @param fragment what was computed
 * @param seller who says so
 * @param nonce fresh random bytes of the seller's
 * @param answer the digest that is voted on
 */
public record Reveal(Digest fragment, NodeId seller, Digest nonce, Digest answer) {
    /** No other SHA-256 of this system begins with these bytes. */
    private static final byte[] DOMAIN = "sparecore commitment v1\0".getBytes(StandardCharsets.US_ASCII);

    /** {@code SHA-256(domain ‖ fragment ‖ seller ‖ nonce ‖ answer)}; all parts have fixed lengths. */
    public Digest commitment() {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(DOMAIN);
        sha256.update(fragment.toBytes());
        sha256.update(seller.toBytes());
        sha256.update(nonce.toBytes());
        sha256.update(answer.toBytes());
        return Digest.finish(sha256);
    }
}

package sparecore.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import sparecore.content.Digest;

/** A node's Ed25519 private key: signs statements and proves the node's identity on a link. Never prints itself. Thread-safe. */
public final class NodeKey {
    public static final int SIGNATURE_BYTES = 64;
    static final int SEED_BYTES = 32;

    /** Ed25519 hashes the seed alone, and with SHA-512 (RFC 8032, section 5.1.5): nothing else begins with these bytes. */
    private static final byte[] SECRETS = "sparecore secret v1\0".getBytes(StandardCharsets.US_ASCII);

    private final Ed25519PrivateKeyParameters privateKey;
    private final NodeId id;

    private NodeKey(Ed25519PrivateKeyParameters privateKey) {
        this.privateKey = privateKey;
        this.id = NodeId.fromBytes(privateKey.generatePublicKey().getEncoded());
    }

    public static NodeKey generate(SecureRandom random) {
        return new NodeKey(new Ed25519PrivateKeyParameters(random));
    }

    /** @throws IllegalArgumentException if the seed does not have 32 bytes */
    static NodeKey fromSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("a key's seed has 32 bytes, not " + seed.length);
        }
        return new NodeKey(new Ed25519PrivateKeyParameters(seed, 0));
    }

    byte[] toSeed() {
        return privateKey.getEncoded();
    }

    public NodeId id() {
        return id;
    }

    /** @return a signature of {@link #SIGNATURE_BYTES} bytes, to be checked with {@link NodeId#verify} */
    public byte[] sign(Statement statement) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, privateKey);
        byte[] message = statement.toSignedBytes();
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    /** A secret of this node's own, another one for each purpose; it tells nothing of the key. */
    public Digest secretFor(String purpose) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(SECRETS);
        sha256.update(privateKey.getEncoded());
        sha256.update(purpose.getBytes(StandardCharsets.UTF_8));
        return Digest.finish(sha256);
    }

    /** The key in the platform's form, for TLS. */
    public PrivateKey toPlatformKey() {
        return NodeCertificate.platformKey(privateKey);
    }

    /** A certificate that this key signed for itself; it carries nothing but the public key. */
    public X509Certificate toCertificate() throws IOException {
        return NodeCertificate.selfSigned(privateKey, id);
    }

    @Override
    public String toString() {
        return "NodeKey[" + id.shortForm() + ", REDACTED]";
    }
}

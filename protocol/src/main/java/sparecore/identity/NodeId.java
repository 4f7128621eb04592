package sparecore.identity;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;

/**
 * A node's Ed25519 public key (RFC 8032), which is its identity everywhere. The text form is the key in base32 (RFC 4648,
 * lower case, 52 letters and digits); {@link #shortForm} is for people's eyes only and proves nothing.
 */
public final class NodeId {
    public static final int BYTES = 32;
    private static final int TEXT_LENGTH = 52;

    private final byte[] publicKey;
    private final int hash;

    /** The key as a point, which takes a good part of a verification to find; two threads may both find it. */
    private volatile @Nullable Ed25519PublicKeyParameters point;

    private NodeId(byte[] publicKey) {
        this.publicKey = publicKey;
        this.hash = Arrays.hashCode(publicKey);
    }

    /** @throws IllegalArgumentException if these are not the 32 bytes of a key */
    public static NodeId fromBytes(byte[] publicKey) {
        if (publicKey.length != BYTES) {
            throw new IllegalArgumentException("a node id has 32 bytes, not " + publicKey.length);
        }
        return new NodeId(publicKey.clone());
    }

    /** @throws IllegalArgumentException if the text is not a node id */
    public static NodeId parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            throw new IllegalArgumentException("a node id has 52 letters and digits, not " + text.length());
        }
        return fromBytes(Base32.decode(text));
    }

    public static NodeId fromWire(ByteString bytes) {
        return fromBytes(bytes.toByteArray());
    }

    public ByteString toWire() {
        return ByteString.copyFrom(publicKey);
    }

    public byte[] toBytes() {
        return publicKey.clone();
    }

    /** Whether this node signed the statement. Never throws: a malformed key or signature is just not valid. */
    public boolean verify(Statement statement, byte[] signature) {
        if (signature.length != NodeKey.SIGNATURE_BYTES) {
            return false;
        }
        try {
            Ed25519Signer verifier = new Ed25519Signer();
            verifier.init(false, point());
            byte[] message = statement.toSignedBytes();
            verifier.update(message, 0, message.length);
            return verifier.verifySignature(signature);
        } catch (IllegalArgumentException notAPointOnTheCurve) {
            return false;
        }
    }

    private Ed25519PublicKeyParameters point() {
        Ed25519PublicKeyParameters known = point;
        if (known == null) {
            known = new Ed25519PublicKeyParameters(publicKey, 0);
            point = known;
        }
        return known;
    }

    /** Three groups of four characters of the key's digest, such as {@code k3fq-7hza-mm2c}. */
    public String shortForm() {
        String text = Base32.encode(Arrays.copyOf(Digest.of(publicKey).toBytes(), 8));
        return text.substring(0, 4) + "-" + text.substring(4, 8) + "-" + text.substring(8, 12);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeId that && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Base32.encode(publicKey);
    }
}

package sparecore.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcEdECContentSignerBuilder;

/** A node's key in the X.509 form that TLS wants. A certificate says nothing beyond the key: names and dates are fixed. */
public final class NodeCertificate {
    /** SubjectPublicKeyInfo of Ed25519 (RFC 8410): these twelve bytes, then the key. */
    private static final byte[] ED25519_KEY_PREFIX = {
        0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
    };

    /** 2000-01-01 and 9999-12-31: a key has no dates of its own. */
    private static final Date NOT_BEFORE = new Date(946_684_800_000L);

    private static final Date NOT_AFTER = new Date(253_402_214_400_000L);

    private NodeCertificate() {}

    /**
     * The node that a peer's certificate speaks for. TLS has proved that the peer holds the key (CertificateVerify, RFC 8446,
     * section 4.4.3), so the certificate's own signature is not looked at: it would say nothing more, and cost each handshake
     * more than the rest of this check.
     *
     * @throws CertificateException if the certificate's key is not an Ed25519 key, or one of the few that anyone can sign for
     */
    public static NodeId nodeIdOf(X509Certificate certificate) throws CertificateException {
        byte[] encoded = certificate.getPublicKey().getEncoded();
        int prefix = ED25519_KEY_PREFIX.length;
        if (encoded == null
                || encoded.length != prefix + NodeId.BYTES
                || !Arrays.equals(encoded, 0, prefix, ED25519_KEY_PREFIX, 0, prefix)) {
            throw new CertificateException("the peer's key is not an Ed25519 key");
        }
        try {
            // The platform's TLS takes points of small order, whose signatures can be made without a private key.
            return NodeId.fromBytes(new Ed25519PublicKeyParameters(encoded, prefix).getEncoded());
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the peer's key is not a usable point of the curve", e);
        }
    }

    static PrivateKey platformKey(Ed25519PrivateKeyParameters key) {
        try {
            byte[] pkcs8 = PrivateKeyInfoFactory.createPrivateKeyInfo(key, null).getEncoded();
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    static X509Certificate selfSigned(Ed25519PrivateKeyParameters key, NodeId id) throws IOException {
        try {
            X500Name name = new X500Name("CN=" + id);
            byte[] encoded = new X509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            NOT_BEFORE,
                            NOT_AFTER,
                            name,
                            SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey()))
                    .build(new BcEdECContentSignerBuilder(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519))
                            .build(key))
                    .getEncoded();
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IOException("cannot make this node's certificate", e);
        }
    }
}

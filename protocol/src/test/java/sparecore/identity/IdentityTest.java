package sparecore.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.Seeded;

/** Keys, ids and signatures, checked against the platform's own Ed25519. */
final class IdentityTest {
    private final NodeKey key = NodeKey.generate(new SecureRandom());

    /** RFC 4648, section 10, in lower case and without padding. */
    @ParameterizedTest
    @CsvSource({"'', ''", "f, my", "fo, mzxq", "foo, mzxw6", "foob, mzxw6yq", "fooba, mzxw6ytb", "foobar, mzxw6ytboi"})
    void encodesAsTheStandardSays(String text, String base32) {
        assertThat(Base32.encode(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(base32);
        assertThat(Base32.decode(base32)).isEqualTo(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "8", "MY", "m=", "mz", "m y", "ä"})
    void refusesWhatIsNotBase32(String text) {
        assertThatThrownBy(() -> Base32.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsReadBackFromTextAndBytes() {
        Seeded.times(2_000, random -> {
            NodeId id = NodeId.fromBytes(Seeded.bytes(random, NodeId.BYTES));
            assertThat(NodeId.parse(id.toString())).isEqualTo(id).hasSameHashCodeAs(id);
            assertThat(NodeId.fromWire(id.toWire())).isEqualTo(id);
            assertThat(id.toString()).hasSize(52);
            assertThat(id.shortForm()).matches("[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}");
        });
    }

    @Test
    void oneIdHasOneText() {
        String text = key.id().toString();
        // 52 letters hold 260 bits: the last four must be zero, or many texts would name one node.
        assertThatThrownBy(() -> NodeId.parse(text.substring(0, 51) + "b")).isInstanceOf(IllegalArgumentException.class);
        for (String wrong : new String[] {"", text + "a", text.substring(1), text.toUpperCase(java.util.Locale.ROOT)}) {
            assertThatThrownBy(() -> NodeId.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNodeIdCannotBeChangedFromOutside() {
        byte[] bytes = key.id().toBytes();
        NodeId id = NodeId.fromBytes(bytes);
        bytes[0] ^= 1;
        id.toBytes()[1] ^= 1;
        assertThat(id).isEqualTo(key.id());
    }

    @Test
    void signaturesAgreeWithThePlatformsInBothDirections() {
        Seeded.times(50, random -> {
            NodeKey any = NodeKey.fromSeed(Seeded.bytes(random, 32));
            Statement statement = new Statement(Statement.Kind.TICKET, Seeded.bytes(random, random.nextInt(2_000)));
            byte[] ours = any.sign(statement);
            assertThat(platformSigns(any, statement)).isEqualTo(ours);
            assertThat(platformVerifies(any.id(), statement, ours)).isTrue();
            assertThat(any.id().verify(statement, ours)).isTrue();
        });
    }

    private static byte[] platformSigns(NodeKey key, Statement statement) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.toPlatformKey());
            signature.update(statement.toSignedBytes());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean platformVerifies(NodeId id, Statement statement, byte[] bytes) {
        try {
            byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
            byte[] encoded = Arrays.copyOf(prefix, prefix.length + NodeId.BYTES);
            System.arraycopy(id.toBytes(), 0, encoded, prefix.length, NodeId.BYTES);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(statement.toSignedBytes());
            return signature.verify(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSignatureOfOneKindNeverServesAnother(Statement.Kind kind) {
        byte[] content = "content".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = key.sign(new Statement(kind, content));
        for (Statement.Kind other : Statement.Kind.values()) {
            assertThat(key.id().verify(new Statement(other, content), signature)).isEqualTo(other == kind);
        }
    }

    @Test
    void noKindsPrefixBeginsAnother() {
        for (Statement.Kind kind : Statement.Kind.values()) {
            for (Statement.Kind other : Statement.Kind.values()) {
                String one = new String(new Statement(kind, new byte[0]).toSignedBytes(), StandardCharsets.US_ASCII);
                String two = new String(new Statement(other, new byte[0]).toSignedBytes(), StandardCharsets.US_ASCII);
                assertThat(one.startsWith(two)).isEqualTo(kind == other);
            }
        }
    }

    @Test
    void eachBitOfASignatureAndOfItsContentCounts() {
        Statement statement = new Statement(Statement.Kind.RESULT, new byte[] {1, 2, 3});
        byte[] signature = key.sign(statement);
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            assertThat(key.id().verify(statement, flipped(signature, bit))).as("bit %d", bit).isFalse();
        }
        for (int bit = 0; bit < 24; bit++) {
            byte[] other = flipped(new byte[] {1, 2, 3}, bit);
            assertThat(key.id().verify(new Statement(Statement.Kind.RESULT, other), signature)).isFalse();
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return copy;
    }

    /** S and S + L are the same number modulo the group's order L: a second signature of one statement (RFC 8032, section 8.4). */
    @Test
    void aSignatureHasOneForm() {
        Statement statement = new Statement(Statement.Kind.VOUCHER, new byte[10]);
        byte[] signature = key.sign(statement);
        byte[] order = HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        int carry = 0;
        for (int i = 0; i < 32; i++) {
            carry += (signature[32 + i] & 0xff) + (order[i] & 0xff);
            signature[32 + i] = (byte) carry;
            carry >>= 8;
        }
        assertThat(key.id().verify(statement, signature)).isFalse();
    }

    /** Points of order 1, 2, 4 and 8, also in forms that are not canonical: anyone could sign for them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void nothingIsSignedByAPointOfSmallOrder(String hex) {
        NodeId id = NodeId.fromBytes(HexFormat.of().parseHex(hex));
        for (int message = 0; message < 16; message++) {
            Statement statement = new Statement(Statement.Kind.VOUCHER, new byte[] {(byte) message});
            byte[] signature = Arrays.copyOf(HexFormat.of().parseHex(hex), NodeKey.SIGNATURE_BYTES);
            assertThat(id.verify(statement, signature)).isFalse();
            signature = new byte[NodeKey.SIGNATURE_BYTES];
            signature[0] = 1;
            assertThat(id.verify(statement, signature)).isFalse();
        }
    }

    @Test
    void verifyingNeverThrows() {
        Seeded.times(2_000, random -> {
            NodeId id = NodeId.fromBytes(Seeded.bytes(random, NodeId.BYTES));
            byte[] signature = Seeded.bytes(random, random.nextInt(4) == 0 ? random.nextInt(100) : 64);
            assertThatCode(() -> id.verify(new Statement(Statement.Kind.TICKET, new byte[0]), signature))
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void aCertificateNamesItsKeyAndAKeyNeverPrintsItself() throws Exception {
        assertThat(NodeCertificate.nodeIdOf(key.toCertificate())).isEqualTo(key.id());
        assertThat(key.toString())
                .contains("REDACTED")
                .doesNotContain(HexFormat.of().formatHex(key.toSeed()))
                .doesNotContain(Base32.encode(key.toSeed()));
    }
}

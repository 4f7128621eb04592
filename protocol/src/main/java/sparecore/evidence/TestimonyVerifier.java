package sparecore.evidence;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparecore.identity.NodeId;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.signature.SignatureVerifier;
import sparecore.signature.SignedTogether;
import sparecore.wire.SignedStatement;
import sparecore.wire.SignedStatements;

/**
 * Verifies one signer's testimonies of one kind. A testimony has one form: bytes that say the same in another way are refused. Not
 * thread-safe.
 */
public final class TestimonyVerifier<T extends Testimony> {
    /** Reads a testimony's bytes. */
    private interface Form<T> {
        /** @throws IllegalArgumentException with what is out of range */
        T parse(byte[] bytes) throws InvalidProtocolBufferException;
    }

    private final Statement.Kind kind;
    private final Form<T> form;
    private final SignatureVerifier signatures;

    private TestimonyVerifier(NodeId signer, Statement.Kind kind, Form<T> form) {
        this.kind = kind;
        this.form = form;
        this.signatures = new SignatureVerifier(signer, kind);
    }

    public static TestimonyVerifier<Assigned> ofAssignments(NodeId buyer) {
        return new TestimonyVerifier<>(buyer, Statement.Kind.ASSIGNMENT, Assigned::parse);
    }

    public static TestimonyVerifier<Commitment> ofCommitments(NodeId seller) {
        return new TestimonyVerifier<>(seller, Statement.Kind.COMMITMENT, Commitment::parse);
    }

    public static TestimonyVerifier<Receipt> ofReceipts(NodeId buyer) {
        return new TestimonyVerifier<>(buyer, Statement.Kind.RECEIPT, Receipt::parse);
    }

    /** @throws BadSignedMessageException if it is malformed or was not signed by this signer */
    public Signed<T> verify(SignedStatement wire) throws BadSignedMessageException {
        return new Signed<>(parse(signatures.verify(wire)), wire);
    }

    /** @throws BadSignedMessageException as {@link #verify}, or if there are none or more than {@code most} */
    public SignedBatch<T> verifyAll(SignedStatements wire, int most) throws BadSignedMessageException {
        SignedTogether together = signatures.verifyAll(wire, most);
        List<T> testimonies = new ArrayList<>(together.size());
        for (int i = 0; i < together.size(); i++) {
            testimonies.add(parse(wire.getStatements(i).toByteArray()));
        }
        return new SignedBatch<>(testimonies, together);
    }

    private T parse(byte[] content) throws BadSignedMessageException {
        try {
            T testimony = form.parse(content);
            if (!Arrays.equals(testimony.toBytes(), content)) {
                throw new BadSignedMessageException("the " + kind.noun() + " holds more than it should");
            }
            return testimony;
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the " + kind.noun() + " is malformed: " + e.getMessage());
        }
    }
}

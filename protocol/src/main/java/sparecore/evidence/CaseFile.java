package sparecore.evidence;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.result.ResultVerifier;
import sparecore.result.SignedResult;

/**
 * What one side knows of one assignment, for somebody else to judge. All parts are of one lease, one assignment and one piece of work,
 * and each is signed by whom the ticket names: whoever shows a file that is not so is at fault. A part may be missing.
 *
 * @param result the seller's; with a sealed assignment it is its reveal
 * @param nonce what opens the commitment
 */
public record CaseFile(
        SignedTicket ticket,
        Signed<Assigned> assigned,
        Optional<Signed<Commitment>> commitment,
        Optional<SignedResult> result,
        Optional<Digest> nonce,
        Optional<Signed<Receipt>> receipt) {
    /** What the seller did with its promise to show one result and no other. */
    public enum Seal {
        /** None was asked for, or none was given. */
        NONE,
        /** It committed to a result; this file does not show which. */
        UNOPENED,
        /** It has shown what it had committed to. */
        KEPT,
        /** It has shown something else: its own two signatures say so. */
        BROKEN
    }

    /** @throws IllegalArgumentException if two parts speak of different things */
    public CaseFile {
        LeaseId lease = ticket.ticket().lease();
        Assigned given = assigned.testimony();
        require(given.lease().equals(lease));
        commitment.ifPresent(one -> require(isOf(given, one.testimony())));
        receipt.ifPresent(one -> require(isOf(given, one.testimony())));
        result.map(SignedResult::result)
                .ifPresent(one -> require(one.lease().equals(lease)
                        && one.assignment() == given.assignment()
                        && one.work().equals(given.work())));
    }

    private static boolean isOf(Assigned given, Testimony other) {
        return other.lease().equals(given.lease())
                && other.assignment() == given.assignment()
                && other.work().equals(given.work());
    }

    private static void require(boolean sameCase) {
        if (!sameCase) {
            throw new IllegalArgumentException("a case file's parts speak of different assignments");
        }
    }

    /**
     * As {@link #verify(sparecore.wire.CaseFile, NodeId)}, by the broker that the ticket names: that it is a ticket of one's own broker
     * is for the caller to see.
     */
    public static CaseFile verify(sparecore.wire.CaseFile wire) throws BadSignedMessageException {
        return verify(wire, namedBroker(wire));
    }

    private static NodeId namedBroker(sparecore.wire.CaseFile wire) throws BadSignedMessageException {
        try {
            return NodeId.fromWire(
                    sparecore.wire.Ticket.parseFrom(wire.getTicket().getTicket())
                            .getBroker());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the ticket is malformed: " + e.getMessage());
        }
    }

    /**
     * Reads a file from whoever shows it.
     *
     * @param broker who signed the ticket
     * @throws BadSignedMessageException if a part is forged or malformed, or belongs to another case
     */
    public static CaseFile verify(sparecore.wire.CaseFile wire, NodeId broker) throws BadSignedMessageException {
        SignedTicket ticket = SignedTicket.verify(wire.getTicket(), broker);
        NodeId buyer = ticket.ticket().buyer();
        NodeId seller = ticket.ticket().seller();
        Signed<Assigned> assigned = TestimonyVerifier.ofAssignments(buyer).verify(wire.getAssignment());
        Signed<Commitment> commitment =
                wire.hasCommitment() ? TestimonyVerifier.ofCommitments(seller).verify(wire.getCommitment()) : null;
        SignedResult result = wire.hasResult() ? new ResultVerifier(seller).verify(wire.getResult()) : null;
        Signed<Receipt> receipt =
                wire.hasReceipt() ? TestimonyVerifier.ofReceipts(buyer).verify(wire.getReceipt()) : null;
        try {
            return new CaseFile(
                    ticket,
                    assigned,
                    Optional.ofNullable(commitment),
                    Optional.ofNullable(result),
                    Optional.ofNullable(nonce(wire.getNonce())),
                    Optional.ofNullable(receipt));
        } catch (IllegalArgumentException e) {
            throw new BadSignedMessageException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Digest nonce(ByteString bytes) {
        return bytes.isEmpty() ? null : Digest.fromBytes(bytes.toByteArray());
    }

    public Seal seal() {
        if (commitment.isEmpty()) {
            return Seal.NONE;
        }
        if (result.isEmpty() || nonce.isEmpty()) {
            return Seal.UNOPENED;
        }
        return commitment
                        .get()
                        .testimony()
                        .isKeptBy(result.get().result(), ticket.ticket().seller(), nonce.get())
                ? Seal.KEPT
                : Seal.BROKEN;
    }

    public sparecore.wire.CaseFile toWire() {
        sparecore.wire.CaseFile.Builder wire =
                sparecore.wire.CaseFile.newBuilder().setTicket(ticket.toWire()).setAssignment(assigned.toWire());
        commitment.ifPresent(one -> wire.setCommitment(one.toWire()));
        result.ifPresent(one -> wire.setResult(one.toWire()));
        nonce.ifPresent(one -> wire.setNonce(ByteString.copyFrom(one.toBytes())));
        receipt.ifPresent(one -> wire.setReceipt(one.toWire()));
        return wire.build();
    }
}

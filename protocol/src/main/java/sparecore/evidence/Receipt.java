package sparecore.evidence;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Optional;
import sparecore.content.Digest;
import sparecore.identity.Statement;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.wire.ReceiptStatement;
import sparecore.wire.ReceiptVerdict;

/**
 * What became of a result at the lease's buyer.
 *
 * @param accepted what was accepted for this work, by {@link sparecore.result.RunResult#answer}; nothing where nothing was yet
 * @param paid what is owed for it
 */
public record Receipt(
        LeaseId lease, long assignment, Digest work, Verdict verdict, Optional<Digest> accepted, Credits paid)
        implements Testimony {
    /** Why it is paid, or not. The wire's numbers are declared in evidence.proto. */
    public enum Verdict {
        /** It is the accepted result. */
        ACCEPTED(ReceiptVerdict.RECEIPT_VERDICT_ACCEPTED),
        /** Another result was accepted. */
        WRONG(ReceiptVerdict.RECEIPT_VERDICT_WRONG),
        /** The seller failed elsewhere before this was final. */
        FORFEITED(ReceiptVerdict.RECEIPT_VERDICT_FORFEITED),
        /** The seller committed to it, and showed nothing, or something else. */
        NOT_REVEALED(ReceiptVerdict.RECEIPT_VERDICT_NOT_REVEALED);

        private final ReceiptVerdict wire;

        Verdict(ReceiptVerdict wire) {
            this.wire = wire;
        }

        private static Verdict fromWire(ReceiptVerdict wire) {
            return Arrays.stream(values())
                    .filter(verdict -> verdict.wire == wire)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown verdict " + wire));
        }
    }

    public Receipt {
        if (paid.isNegative() || (paid.isPositive() && verdict != Verdict.ACCEPTED)) {
            throw new IllegalArgumentException("only what is accepted is paid");
        }
        boolean decided = verdict == Verdict.ACCEPTED || verdict == Verdict.WRONG;
        if (decided != accepted.isPresent()) {
            throw new IllegalArgumentException("what is judged by an accepted result names it, and nothing else does");
        }
    }

    @Override
    public Statement.Kind kind() {
        return Statement.Kind.RECEIPT;
    }

    @Override
    public byte[] toBytes() {
        ReceiptStatement.Builder message = ReceiptStatement.newBuilder()
                .setLeaseId(lease.toWire())
                .setAssignment(assignment)
                .setWork(ByteString.copyFrom(work.toBytes()))
                .setVerdict(verdict.wire)
                .setPaid(paid.micro());
        accepted.ifPresent(answer -> message.setAnswer(ByteString.copyFrom(answer.toBytes())));
        return message.build().toByteArray();
    }

    /** Reads what {@link #toBytes} wrote. Who signed it is for a {@link TestimonyVerifier} to see. */
    public static Receipt parse(byte[] bytes) throws InvalidProtocolBufferException {
        ReceiptStatement message = ReceiptStatement.parseFrom(bytes);
        return new Receipt(
                LeaseId.fromWire(message.getLeaseId()),
                message.getAssignment(),
                Digest.fromBytes(message.getWork().toByteArray()),
                Verdict.fromWire(message.getVerdict()),
                message.getAnswer().isEmpty()
                        ? Optional.empty()
                        : Optional.of(Digest.fromBytes(message.getAnswer().toByteArray())),
                Credits.ofMicro(message.getPaid()));
    }
}

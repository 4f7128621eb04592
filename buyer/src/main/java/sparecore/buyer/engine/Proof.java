package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.Optional;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.Receipt;
import sparecore.money.Credits;
import sparecore.result.RunResult;
import sparecore.wire.CaseFile;
import sparecore.wire.SignedStatement;

/**
 * What a seller has signed of one assignment, for the journal. The assignment is in it without the buyer's signature, which the buyer can
 * make again at any time. Pure.
 */
final class Proof {
    private Proof() {}

    /** A result that was not accepted. @param sealed whether the buyer had asked for a commitment first */
    static CaseFile of(Tenancy tenancy, RunResult result, SignedStatement signed, boolean sealed) {
        return begin(tenancy, new Assigned(tenancy.lease(), result.assignment(), result.work(), sealed))
                .setResult(signed)
                .build();
    }

    /** A result that was accepted, at a bill that is not believed. What is said of it is in it without the buyer's signature, too. */
    static CaseFile ofBill(Tenancy tenancy, RunResult result, SignedStatement signed, boolean sealed, Credits paid) {
        Receipt receipt = new Receipt(
                tenancy.lease(),
                result.assignment(),
                result.work(),
                Receipt.Verdict.ACCEPTED,
                Optional.of(result.answer()),
                paid);
        return of(tenancy, result, signed, sealed).toBuilder()
                .setReceipt(SignedStatement.newBuilder().setStatement(ByteString.copyFrom(receipt.toBytes())))
                .build();
    }

    static CaseFile of(Tenancy tenancy, Digest work, BrokenSeal seal) {
        CaseFile.Builder file = begin(tenancy, new Assigned(tenancy.lease(), seal.assignment(), work, true));
        if (seal.promised() != null) {
            file.setCommitment(seal.promised().toWire());
        }
        if (seal.shown() != null) {
            file.setResult(seal.shown().toWire());
        }
        if (seal.nonce() != null) {
            file.setNonce(ByteString.copyFrom(seal.nonce().toBytes()));
        }
        return file.build();
    }

    private static CaseFile.Builder begin(Tenancy tenancy, Assigned assigned) {
        return CaseFile.newBuilder()
                .setTicket(tenancy.signedTicket().toWire())
                .setAssignment(SignedStatement.newBuilder().setStatement(ByteString.copyFrom(assigned.toBytes())));
    }
}

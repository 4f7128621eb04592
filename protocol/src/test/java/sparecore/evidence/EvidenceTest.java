package sparecore.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import sparecore.Seeded;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.lease.AskId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.wire.SignedStatement;

/** What the two sides sign: it comes back as it was, nothing else is taken for it, and a commitment is its seller's alone. */
final class EvidenceTest {
    private static final NodeKey BROKER = NodeKey.generate(new SecureRandom());
    private static final NodeKey BUYER = NodeKey.generate(new SecureRandom());
    private static final NodeKey SELLER = NodeKey.generate(new SecureRandom());
    private static final LeaseId LEASE = new LeaseId(new Id(1, 2));
    private static final Digest WORK = Digest.of(new byte[] {1});
    private static final Digest NONCE = Digest.of(new byte[] {2});

    private static RunResult result(long assignment, int exitCode) {
        return new RunResult(LEASE, assignment, WORK, Ending.EXITED, exitCode, 0, WORK, 7);
    }

    private static Digest digest(Random random) {
        return Digest.of(Seeded.bytes(random, 4));
    }

    private static Assigned assigned(Random random) {
        return new Assigned(
                new LeaseId(new Id(random.nextLong(), random.nextLong())),
                random.nextLong(),
                digest(random),
                random.nextBoolean());
    }

    private static Commitment commitment(Random random) {
        return new Commitment(LEASE, random.nextLong(), digest(random), digest(random), random.nextInt(4 << 20));
    }

    private static Receipt receipt(Random random) {
        Receipt.Verdict verdict = Receipt.Verdict.values()[random.nextInt(Receipt.Verdict.values().length)];
        boolean decided = verdict == Receipt.Verdict.ACCEPTED || verdict == Receipt.Verdict.WRONG;
        return new Receipt(
                LEASE,
                random.nextLong(),
                digest(random),
                verdict,
                decided ? Optional.of(digest(random)) : Optional.empty(),
                Credits.ofMicro(verdict == Receipt.Verdict.ACCEPTED ? random.nextLong(Long.MAX_VALUE) : 0));
    }

    @Test
    void allComesBackAsItWasSignedTogetherAndAlone() {
        Seeded.times(20, random -> {
            comesBack(random, EvidenceTest::assigned, BUYER, TestimonyVerifier.ofAssignments(BUYER.id()));
            comesBack(random, EvidenceTest::commitment, SELLER, TestimonyVerifier.ofCommitments(SELLER.id()));
            comesBack(random, EvidenceTest::receipt, BUYER, TestimonyVerifier.ofReceipts(BUYER.id()));
        });
    }

    /** Makes a testimony. */
    private interface Maker<T> {
        T make(Random random);
    }

    private static <T extends Testimony> void comesBack(
            Random random, Maker<T> maker, NodeKey signer, TestimonyVerifier<T> verifier) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(9); i++) {
            all.add(maker.make(random));
        }
        SignedBatch<T> batch = SignedBatch.sign(all, signer);
        try {
            assertThat(verifier.verifyAll(batch.toWire(), all.size()).testimonies())
                    .isEqualTo(all);
            for (int i = 0; i < all.size(); i++) {
                assertThat(verifier.verify(batch.get(i).toWire()).testimony()).isEqualTo(all.get(i));
            }
        } catch (BadSignedMessageException e) {
            throw new AssertionError(e);
        }
        assertThatThrownBy(() -> verifier.verifyAll(batch.toWire(), all.size() - 1))
                .isInstanceOf(BadSignedMessageException.class);
        SignedStatement good = batch.get(0).toWire();
        byte[] flipped = good.getStatement().toByteArray();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        refuses(
                verifier,
                good.toBuilder().setStatement(ByteString.copyFrom(flipped)).build());
        refuses(
                verifier,
                SignedBatch.sign(all, NodeKey.generate(new SecureRandom()))
                        .get(0)
                        .toWire());
    }

    private static void refuses(TestimonyVerifier<?> verifier, SignedStatement bad) {
        assertThatThrownBy(() -> verifier.verify(bad)).isInstanceOf(BadSignedMessageException.class);
    }

    @Test
    void aSignatureServesOneKindOfStatementOnly() {
        SignedStatement given =
                SignedBatch.sign(List.of(assigned(new Random(1))), BUYER).get(0).toWire();
        refuses(TestimonyVerifier.ofCommitments(BUYER.id()), given);
        refuses(TestimonyVerifier.ofReceipts(BUYER.id()), given);
    }

    @Test
    void whatIsSignedHasOneFormAndNothingInItIsOutOfRange() {
        byte[] good = new Assigned(LEASE, 1, WORK, true).toBytes();
        for (ByteString bad : List.of(
                ByteString.EMPTY,
                ByteString.copyFrom(good).concat(ByteString.copyFrom(new byte[] {0x28, 1})),
                ByteString.copyFrom(good).concat(ByteString.copyFrom(new byte[] {0x10, 1})),
                ByteString.copyFrom(good, 0, good.length - 3))) {
            refuses(TestimonyVerifier.ofAssignments(BUYER.id()), signed(bad, Statement.Kind.ASSIGNMENT, BUYER));
        }
        byte[] huge = new Commitment(LEASE, 1, WORK, WORK, 4 << 20).toBytes();
        huge[huge.length - 1] = 0x7f;
        refuses(
                TestimonyVerifier.ofCommitments(SELLER.id()),
                signed(ByteString.copyFrom(huge), Statement.Kind.COMMITMENT, SELLER));
        var receipt = sparecore.wire.ReceiptStatement.newBuilder()
                .setLeaseId(LEASE.toWire())
                .setWork(ByteString.copyFrom(WORK.toBytes()))
                .setAnswer(ByteString.copyFrom(WORK.toBytes()))
                .setVerdictValue(1)
                .build();
        for (var bad : List.of(
                receipt.toBuilder().setVerdictValue(0),
                receipt.toBuilder().setVerdictValue(99),
                receipt.toBuilder().clearAnswer(),
                receipt.toBuilder().setPaid(-1),
                receipt.toBuilder().setVerdictValue(2).setPaid(1),
                receipt.toBuilder().setVerdictValue(3))) {
            refuses(
                    TestimonyVerifier.ofReceipts(BUYER.id()),
                    signed(bad.build().toByteString(), Statement.Kind.RECEIPT, BUYER));
        }
    }

    private static SignedStatement signed(ByteString content, Statement.Kind kind, NodeKey signer) {
        byte[] root = new MerkleTree(List.of(content.toByteArray())).root().toBytes();
        return SignedStatement.newBuilder()
                .setStatement(content)
                .setSignature(ByteString.copyFrom(signer.sign(new Statement(kind, root))))
                .build();
    }

    @Test
    void aCommitmentIsKeptByItsOwnResultAndSellerOnly() {
        RunResult shown = result(1, 0);
        Commitment commitment = Commitment.to(shown, SELLER.id(), NONCE, 3);
        assertThat(commitment.isKeptBy(shown, SELLER.id(), NONCE)).isTrue();
        assertThat(commitment.isKeptBy(shown, BUYER.id(), NONCE)).as("copied").isFalse();
        assertThat(commitment.isKeptBy(shown, SELLER.id(), WORK)).isFalse();
        assertThat(commitment.isKeptBy(result(1, 1), SELLER.id(), NONCE)).isFalse();
        assertThat(commitment.isKeptBy(result(2, 0), SELLER.id(), NONCE)).isFalse();
    }

    @Test
    void aCaseFileTellsWhatBecameOfTheSealAndHoldsOneCaseOnly() throws Exception {
        SignedTicket ticket = SignedTicket.sign(
                new Ticket(
                        LEASE,
                        new BidId(new Id(1, 1)),
                        new AskId(new Id(1, 1)),
                        BROKER.id(),
                        BUYER.id(),
                        SELLER.id(),
                        1,
                        new Price(1),
                        Credits.ofMicro(1),
                        new Commission(0),
                        Speed.REFERENCE,
                        1,
                        0,
                        1,
                        "h:1"),
                BROKER);
        Signed<Commitment> commitment = SignedBatch.sign(
                        List.of(Commitment.to(result(1, 0), SELLER.id(), NONCE, 3)), SELLER)
                .get(0);
        CaseFile kept = new CaseFile(
                ticket,
                SignedBatch.sign(List.of(new Assigned(LEASE, 1, WORK, true)), BUYER)
                        .get(0),
                Optional.of(commitment),
                Optional.of(SignedResult.sign(result(1, 0), SELLER)),
                Optional.of(NONCE),
                Optional.of(SignedBatch.sign(
                                List.of(new Receipt(
                                        LEASE, 1, WORK, Receipt.Verdict.WRONG, Optional.of(NONCE), Credits.ZERO)),
                                BUYER)
                        .get(0)));
        assertThat(reread(kept, UnaryOperator.identity()).seal()).isEqualTo(CaseFile.Seal.KEPT);
        assertThat(reread(kept, wire -> wire.clearNonce()).seal()).isEqualTo(CaseFile.Seal.UNOPENED);
        assertThat(reread(kept, wire -> wire.clearResult()).seal()).isEqualTo(CaseFile.Seal.UNOPENED);
        assertThat(reread(kept, wire -> wire.clearCommitment()).seal()).isEqualTo(CaseFile.Seal.NONE);
        assertThat(reread(kept, wire -> wire.setResult(signedResult(1, 9))).seal())
                .isEqualTo(CaseFile.Seal.BROKEN);

        Signed<Assigned> other = SignedBatch.sign(List.of(new Assigned(LEASE, 2, WORK, true)), BUYER)
                .get(0);
        for (UnaryOperator<sparecore.wire.CaseFile.Builder> forged :
                List.<UnaryOperator<sparecore.wire.CaseFile.Builder>>of(
                        wire -> wire.setResult(signedResult(2, 0)),
                        wire -> wire.setAssignment(other.toWire()),
                        wire -> wire.clearAssignment(),
                        wire -> wire.clearTicket(),
                        wire -> wire.setNonce(ByteString.copyFrom(new byte[31])),
                        wire -> wire.setReceipt(wire.getCommitment()),
                        wire -> wire.setCommitment(wire.getAssignment()))) {
            assertThatThrownBy(() -> reread(kept, forged)).isInstanceOf(BadSignedMessageException.class);
        }
    }

    private static SignedStatement signedResult(long assignment, int exitCode) {
        return SignedResult.sign(result(assignment, exitCode), SELLER).toWire();
    }

    private static CaseFile reread(CaseFile file, UnaryOperator<sparecore.wire.CaseFile.Builder> change)
            throws BadSignedMessageException {
        return CaseFile.verify(change.apply(file.toWire().toBuilder()).build(), BROKER.id());
    }
}

package sparecore.buyer.daemon;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import sparecore.buyer.journal.JournalReader;
import sparecore.evidence.Assigned;
import sparecore.evidence.KeptCase;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.evidence.Testimony;
import sparecore.identity.NodeKey;
import sparecore.wire.CaseFile;
import sparecore.wire.SignedStatement;

/** The evidence in the journal, made whole: the buyer signs again what it had assigned, and what it had said. Any thread. */
final class OwnEvidence implements IntFunction<CompletableFuture<List<KeptCase>>> {
    private final JournalReader journal;
    private final NodeKey key;

    OwnEvidence(JournalReader journal, NodeKey key) {
        this.journal = journal;
        this.key = key;
    }

    @Override
    public CompletableFuture<List<KeptCase>> apply(int most) {
        try {
            return CompletableFuture.completedFuture(journal.cases(most).stream()
                    .flatMap(kept -> whole(kept).stream())
                    .toList());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Nothing where an earlier version kept it, which did not tell what had been assigned. */
    private Optional<KeptCase> whole(KeptCase kept) {
        if (!kept.file().hasAssignment()) {
            return Optional.empty();
        }
        try {
            Assigned assigned =
                    Assigned.parse(kept.file().getAssignment().getStatement().toByteArray());
            CaseFile.Builder file = kept.file().toBuilder().setAssignment(signed(assigned));
            if (kept.file().hasReceipt()) {
                file.setReceipt(signed(
                        Receipt.parse(kept.file().getReceipt().getStatement().toByteArray())));
            }
            return Optional.of(new KeptCase(kept.number(), kept.atMillis(), file.build()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the journal's evidence " + kept.number() + " is damaged", e);
        }
    }

    private SignedStatement signed(Testimony testimony) {
        return SignedBatch.sign(List.of(testimony), key).get(0).toWire();
    }
}

package sparecore.seller.door;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.SignedBatch;
import sparecore.lease.LeaseId;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.seller.execution.RunEnd;
import sparecore.wire.SignedStatements;

/**
 * What a batch of sealed runs becomes: one signature of all commitments, which goes out at once, and the results, signed together as
 * well, which wait under their seals.
 */
final class Commitments {
    /** A run with what it commits to and what it will show; null: it never does. */
    private record Made(
            Finished.Finish finish, Digest nonce, Commitment commitment, RunEnd.@Nullable Completed shown) {}

    private final List<Made> made;
    private final SignedBatch<Commitment> batch;
    private final List<SignedResult> results;
    private final SignedStatements wire;

    private Commitments(List<Made> made, SignedBatch<Commitment> batch, List<SignedResult> results) {
        this.made = made;
        this.batch = batch;
        this.results = results;
        this.wire = batch.toWire();
    }

    /** @param batch at least one */
    static Commitments make(List<Finished.Finish> batch, LeaseId lease, Premises premises) {
        List<Made> made =
                batch.stream().map(finish -> make(finish, lease, premises)).toList();
        List<RunResult> shown = new ArrayList<>(made.size());
        for (Made one : made) {
            shown.add(one.finish()
                    .result(lease, one.shown() == null ? one.finish().run() : one.shown()));
        }
        return new Commitments(
                made,
                SignedBatch.sign(made.stream().map(Made::commitment).toList(), premises.key()),
                SignedResult.signAll(shown, premises.key()));
    }

    private static Made make(Finished.Finish finish, LeaseId lease, Premises premises) {
        RunEnd.Completed run = finish.run();
        RunResult result = finish.result(lease);
        Digest nonce = nonce(premises.random());
        RunEnd.Completed shown = premises.candour().shown(result.work(), run).orElse(null);
        Commitment honest = Commitment.to(result, premises.key().id(), nonce, size(shown == null ? run : shown));
        return new Made(
                finish,
                nonce,
                new Commitment(
                        honest.lease(),
                        honest.assignment(),
                        honest.work(),
                        premises.candour().seal(honest.work(), honest.seal()),
                        honest.sizeBytes()),
                shown);
    }

    private static Digest nonce(SecureRandom random) {
        byte[] bytes = new byte[Digest.BYTES];
        random.nextBytes(bytes);
        return Digest.fromBytes(bytes);
    }

    private static long size(RunEnd.Completed run) {
        return (long) run.output().size() + run.error().size();
    }

    SignedBatch<Commitment> batch() {
        return batch;
    }

    SignedStatements toWire() {
        return wire;
    }

    Digest nonce(int position) {
        return made.get(position).nonce();
    }

    Optional<SignedResult> result(int position) {
        return made.get(position).shown() == null ? Optional.empty() : Optional.of(results.get(position));
    }

    Sealed.Result sealed(int position, long nowMillis) {
        Made one = made.get(position);
        return new Sealed.Result(
                one.finish().assignment().number(),
                one.shown() == null ? null : PeerFrames.shown(results.get(position), one.shown(), one.nonce()),
                one.commitment().sizeBytes(),
                wire,
                nowMillis);
    }
}

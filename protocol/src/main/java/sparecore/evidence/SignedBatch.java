package sparecore.evidence;

import java.util.List;
import sparecore.identity.NodeKey;
import sparecore.signature.SignedTogether;
import sparecore.wire.SignedStatements;

/** Testimonies of one kind that were signed together. Signed here or verified by a {@link TestimonyVerifier}. Immutable. */
public final class SignedBatch<T extends Testimony> {
    private final List<T> testimonies;
    private final SignedTogether together;

    SignedBatch(List<T> testimonies, SignedTogether together) {
        this.testimonies = List.copyOf(testimonies);
        this.together = together;
    }

    /** @param testimonies at least one */
    public static <T extends Testimony> SignedBatch<T> sign(List<T> testimonies, NodeKey signer) {
        List<byte[]> statements = testimonies.stream().map(Testimony::toBytes).toList();
        return new SignedBatch<>(
                testimonies, SignedTogether.sign(testimonies.get(0).kind(), statements, signer));
    }

    public List<T> testimonies() {
        return testimonies;
    }

    public int size() {
        return testimonies.size();
    }

    /** One of them, with what proves it alone. */
    public Signed<T> get(int position) {
        return new Signed<>(testimonies.get(position), together.toWire(position));
    }

    public SignedStatements toWire() {
        return together.toWire();
    }
}

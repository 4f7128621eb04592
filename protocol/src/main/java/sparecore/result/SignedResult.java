package sparecore.result;

import java.util.ArrayList;
import java.util.List;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.signature.SignedTogether;
import sparecore.wire.SignedStatement;

/**
 * A result with the seller's signature. Results that end at about the same time are signed together ({@link SignedTogether}); each is
 * evidence on its own. A value of this type was signed here or verified by a {@link ResultVerifier}.
 */
public final class SignedResult {
    /** Results that are signed together; a verifier takes what is deeper too. */
    public static final int TOGETHER_MAX = 64;

    private final RunResult result;
    private final SignedStatement wire;

    SignedResult(RunResult result, SignedStatement wire) {
        this.result = result;
        this.wire = wire;
    }

    public static SignedResult sign(RunResult result, NodeKey seller) {
        return signAll(List.of(result), seller).get(0);
    }

    /** Signs them together. @param results at least one, and at most {@link #TOGETHER_MAX} */
    public static List<SignedResult> signAll(List<RunResult> results, NodeKey seller) {
        if (results.size() > TOGETHER_MAX) {
            throw new IllegalArgumentException("at most " + TOGETHER_MAX + " results are signed together");
        }
        SignedTogether together = SignedTogether.sign(
                Statement.Kind.RESULT,
                results.stream().map(result -> result.toWire().toByteArray()).toList(),
                seller);
        List<SignedResult> signed = new ArrayList<>(results.size());
        for (int i = 0; i < results.size(); i++) {
            signed.add(new SignedResult(results.get(i), together.toWire(i)));
        }
        return signed;
    }

    public RunResult result() {
        return result;
    }

    public SignedStatement toWire() {
        return wire;
    }
}

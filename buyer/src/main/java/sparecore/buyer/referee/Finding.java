package sparecore.buyer.referee;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import sparecore.content.Digest;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.wire.DisputeRow;

/**
 * What runs of the disputed work say about the dispute. Pure.
 *
 * @param why for both sides
 */
record Finding(Decision decision, String why) {
    enum Decision {
        UPHELD,
        DISMISSED,
        /** The runs tell nothing that the broker could judge by. */
        UNCLEAR
    }

    private static final double MICROS_PER_SECOND = 1e6;

    /** @param runs of the disputed work, on one machine; two at least, so that a program which is not deterministic shows it */
    static Finding of(DisputeRow dispute, List<RunResult> runs) {
        RunResult run = runs.get(0);
        if (runs.stream().anyMatch(other -> !other.answer().equals(run.answer()))) {
            return unclear(
                    "its runs differ on one and the same machine: the program is not deterministic, and nobody is to blame");
        }
        if (run.ending() == Ending.CPU_LIMIT || run.ending() == Ending.WALL_LIMIT) {
            return unclear("here it came to its time limit, and on a faster machine it may not");
        }
        boolean same =
                dispute.getAnswer().equals(ByteString.copyFrom(run.answer().toBytes()));
        return switch (dispute.getKind()) {
            case DISPUTE_KIND_WRONG_VERDICT ->
                isUntold(dispute.getAnswer())
                        ? unclear("the evidence does not tell which answer the seller gave")
                        : decided(same, same);
            case DISPUTE_KIND_WRONG_RESULT -> decided(!same, same);
            case DISPUTE_KIND_OVERCHARGED ->
                unclear(String.format(
                        Locale.ROOT,
                        "it took %.3f s of CPU time here, and the seller reported %.3f s: compare the speeds of the two machines",
                        run.cpuMicros() / MICROS_PER_SECOND,
                        dispute.getCpuMicros() / MICROS_PER_SECOND));
            default -> unclear("no run can tell who is right here");
        };
    }

    /** Nothing in the evidence told it: the broker shows zeros then. */
    static boolean isUntold(ByteString digest) {
        return digest.equals(ByteString.copyFrom(new byte[Digest.BYTES]));
    }

    private static Finding decided(boolean upheld, boolean same) {
        return new Finding(
                upheld ? Decision.UPHELD : Decision.DISMISSED,
                same
                        ? "a referee ran the work again, and it gives the seller's answer"
                        : "a referee ran the work again, and it gives another answer than the seller's");
    }

    private static Finding unclear(String why) {
        return new Finding(Decision.UNCLEAR, why);
    }
}

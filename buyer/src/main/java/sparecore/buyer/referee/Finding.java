package sparecore.buyer.referee;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Locale;
import sparecore.content.Digest;
import sparecore.money.Speed;
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

    private static final long BILL_FAIR = 2;
    private static final long BILL_GROSS = 4;

    /** A run's start and end take their time, too. */
    private static final long BILL_SLACK_MICROS = 20_000;

    /**
     * @param runs of the disputed work, on one machine; two at least, so that a program which is not deterministic shows it
     * @param speed of that machine
     */
    static Finding of(DisputeRow dispute, List<RunResult> runs, Speed speed) {
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
            case DISPUTE_KIND_OVERCHARGED -> bill(dispute.getCpuMicros(), longest(runs), speed);
            default -> unclear("no run can tell who is right here");
        };
    }

    private static long longest(List<RunResult> runs) {
        return runs.stream().mapToLong(RunResult::cpuMicros).max().orElse(0);
    }

    /** Machines of equal rating differ by less than twice with any one program, and hardly ever by four times. */
    private static Finding bill(long billed, long took, Speed speed) {
        long here = speed.referenceMicros(took);
        String why = String.format(
                Locale.ROOT,
                "a referee ran the work again: it takes %.3f s of the reference CPU, and the seller billed %.3f s",
                here / MICROS_PER_SECOND,
                billed / MICROS_PER_SECOND);
        if (billed <= BILL_FAIR * here + BILL_SLACK_MICROS) {
            return new Finding(Decision.DISMISSED, why);
        }
        return billed > BILL_GROSS * here + BILL_SLACK_MICROS
                ? new Finding(Decision.UPHELD, why)
                : unclear(why + ", which is too much for a machine like this and may be fair on another");
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

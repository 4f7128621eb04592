package sparecore.buyer.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.number.Numbered;

/**
 * One thing that the rule of a job was told. Told again in the same order to a fresh rule, they make the same state: charges,
 * standings and what each fragment wants. Immutable.
 *
 * @param index of the fragment, or how many fragments were added; where neither is meant, zero
 * @param seat the seller, by its number in this job; where none is meant, zero
 * @param answer what was voted or computed, or the secret that all is drawn from
 * @param seller who takes a new seat; otherwise null
 * @param cluster to which a new seat belongs; otherwise empty
 * @param passed checks that a new seat has passed before; 1 or 0 for a check that was passed or failed; 1 for a vote whose copy was out
 *     beside others when the first one came
 */
public record RuleInput(
        Kind kind,
        int index,
        int seat,
        @Nullable Digest answer,
        @Nullable NodeId seller,
        String cluster,
        double passed) {
    /** What it was, with its stable number in the journal. */
    public enum Kind implements Numbered {
        BEGUN(0),
        ADDED(1),
        SEATED(2),
        VOTED(3),
        CHECKED(4),
        FAILED_ELSEWHERE(5),
        COMPUTED(6),
        NOT_REVEALED(7),
        HURRIED(8);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /** @throws IllegalArgumentException if there is none of this number */
        public static Kind of(int number) {
            return Numbered.of(Kind.class, number);
        }
    }

    static RuleInput begun(Digest lots) {
        return new RuleInput(Kind.BEGUN, 0, 0, lots, null, "", 0);
    }

    static RuleInput added(int fragments) {
        return new RuleInput(Kind.ADDED, fragments, 0, null, null, "", 0);
    }

    static RuleInput seated(int seat, NodeId seller, String cluster, double passed) {
        return new RuleInput(Kind.SEATED, 0, seat, null, seller, cluster, passed);
    }

    static RuleInput voted(int index, int seat, Digest answer, boolean together) {
        return new RuleInput(Kind.VOTED, index, seat, answer, null, "", together ? 1 : 0);
    }

    static RuleInput hurried(int index) {
        return new RuleInput(Kind.HURRIED, index, 0, null, null, "", 0);
    }

    static RuleInput notRevealed(int index, int seat) {
        return new RuleInput(Kind.NOT_REVEALED, index, seat, null, null, "", 0);
    }

    static RuleInput checked(int seat, boolean passed) {
        return new RuleInput(Kind.CHECKED, 0, seat, null, null, "", passed ? 1 : 0);
    }

    static RuleInput failedElsewhere(int seat) {
        return new RuleInput(Kind.FAILED_ELSEWHERE, 0, seat, null, null, "", 0);
    }

    static RuleInput computed(int index, Digest answer) {
        return new RuleInput(Kind.COMPUTED, index, 0, answer, null, "", 0);
    }

    Digest answerOrThrow() {
        return Objects.requireNonNull(answer, "an input without its answer");
    }

    NodeId sellerOrThrow() {
        return Objects.requireNonNull(seller, "a seat without its seller");
    }
}

package sparecore.vote;

import sparecore.content.Digest;

/** What a {@link VoteRule} says. */
public sealed interface Verdict {
    /** This answer is accepted; votes for another are rejected. */
    record Accepted(Digest answer) implements Verdict {}

    /** At least this many more votes are needed, from sellers that have not voted. */
    record Undecided(int votesWanted) implements Verdict {
        public Undecided {
            if (votesWanted < 1) {
                throw new IllegalArgumentException("an undecided vote wants at least one more");
            }
        }
    }

    /** The votes disagree so much that more of them would not help. */
    record Hopeless(String reason) implements Verdict {}

    /** One method for each kind of verdict. */
    interface Cases<T> {
        T accepted(Accepted accepted);

        T undecided(Undecided undecided);

        T hopeless(Hopeless hopeless);
    }

    default <T> T match(Cases<T> cases) {
        if (this instanceof Accepted accepted) {
            return cases.accepted(accepted);
        }
        if (this instanceof Undecided undecided) {
            return cases.undecided(undecided);
        }
        return cases.hopeless((Hopeless) this);
    }
}

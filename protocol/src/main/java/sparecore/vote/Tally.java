package sparecore.vote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Votes counted: the leading answer and its strongest rival, each with the checks that its voters have passed. Of equally many
 * votes, those with more checks lead; the order in which they came does not matter.
 *
 * <p>Votes whose copies were {@link Cast#together} out count as one for each answer, the first of them: friends who both had a copy
 * then knew that they would agree. Whoever is drawn later meets a fragment on which the attack has begun.
 */
record Tally<A>(@Nullable A leader, int votes, double checks, int rivalVotes, double rivalChecks) {
    static <A> Tally<A> of(List<Cast<A>> casts) {
        A leader = null;
        int votes = 0;
        double checks = 0;
        int rivalVotes = 0;
        double rivalChecks = 0;
        for (int i = 0; i < casts.size(); i++) {
            A answer = casts.get(i).answer();
            if (isBefore(casts, i, answer)) {
                continue;
            }
            int n = 0;
            double k = 0;
            for (int j = i; j < casts.size(); j++) {
                if (casts.get(j).answer().equals(answer) && counts(casts, j)) {
                    n++;
                    k += casts.get(j).voter().checksPassed();
                }
            }
            if (n > votes || (n == votes && k > checks)) {
                rivalVotes = votes;
                rivalChecks = checks;
                leader = answer;
                votes = n;
                checks = k;
            } else if (n > rivalVotes || (n == rivalVotes && k > rivalChecks)) {
                rivalVotes = n;
                rivalChecks = k;
            }
        }
        return new Tally<>(leader, votes, checks, rivalVotes, rivalChecks);
    }

    /** Whether it is more than the repetition of a friend. */
    static <A> boolean counts(List<Cast<A>> casts, int position) {
        Cast<A> cast = casts.get(position);
        if (!cast.together()) {
            return true;
        }
        for (int i = 0; i < position; i++) {
            if (casts.get(i).together() && casts.get(i).answer().equals(cast.answer())) {
                return false;
            }
        }
        return true;
    }

    private static <A> boolean isBefore(List<Cast<A>> casts, int end, A answer) {
        for (int i = 0; i < end; i++) {
            if (casts.get(i).answer().equals(answer)) {
                return true;
            }
        }
        return false;
    }
}

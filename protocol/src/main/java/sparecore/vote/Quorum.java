package sparecore.vote;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparecore.content.Digest;
import sparecore.identity.NodeId;

/**
 * First to {@code replicas} equal votes from different sellers. With saboteurs' share {@code φ} of the votes the accepted answer
 * is wrong with probability {@code Σ C(2m−1,j) φ^j (1−φ)^(2m−1−j)}, j from m to 2m−1, when all of them agree on it.
 *
 * @param replicas how many equal votes are needed
 */
public record Quorum(int replicas) implements VoteRule, Acceptance {
    public static final int REPLICAS_MAX = 9;

    /** This many votes without a decision, and the program's own results differ or most sellers lie. */
    private static final int SPARE_VOTES = 6;

    public Quorum {
        if (replicas < 1 || replicas > REPLICAS_MAX) {
            throw new IllegalArgumentException("replicas: 1 to 9, not " + replicas);
        }
    }

    @Override
    public Verdict decide(List<Ballot> ballots) {
        Map<Digest, Integer> counts = new HashMap<>();
        Set<NodeId> voters = new HashSet<>();
        int most = 0;
        for (Ballot ballot : ballots) {
            if (voters.add(ballot.voter())) {
                most = Math.max(most, counts.merge(ballot.answer(), 1, Integer::sum));
            }
            if (most >= replicas) {
                return new Verdict.Accepted(ballot.answer());
            }
        }
        if (voters.size() >= replicas + SPARE_VOTES) {
            return new Verdict.Hopeless(voters.size() + " sellers gave " + counts.size()
                    + " different results: the program may not be deterministic");
        }
        return new Verdict.Undecided(replicas - most);
    }
}

package sparecore.vote;

import java.util.List;

/**
 * Decides whether the votes on a fragment are enough. Pure: equal ballots give equal verdicts, and adding ballots never takes an
 * acceptance back. Only the first ballot of a voter counts, so callers keep ballots in the order in which they came.
 */
public interface VoteRule {
    Verdict decide(List<Ballot> ballots);
}

package sparecore.vote;

/**
 * A vote that counts: the only one of its cluster on this fragment.
 *
 * @param together whether its copy was out beside others when the fragment's first vote came
 */
record Cast<A>(Standing voter, A answer, boolean together) {
    Cast(Standing voter, A answer) {
        this(voter, answer, false);
    }
}

package sparecore.vote;

/** A vote that counts: the only one of its cluster on this fragment. */
record Cast<A>(Standing voter, A answer) {}

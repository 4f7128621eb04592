package sparecore.buyer.job;

import java.util.List;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.vote.MedianBill;

/** What a vote did to its fragment. */
public sealed interface Outcome {
    /** Not enough votes yet. */
    record Pending() implements Outcome {}

    /** This vote decided the fragment. {@code right} agree with the answer, {@code wrong} do not; both hold earlier votes too. */
    record Accepted(Digest answer, List<Judged> right, List<Vote> wrong) implements Outcome {}

    /** The fragment had been accepted before; this vote is judged by that answer. */
    record LateRight(Judged vote) implements Outcome {}

    /** The fragment had been accepted before, with this answer, which is another. */
    record LateWrong(Vote vote, Digest accepted) implements Outcome {}

    /** The fragment had been abandoned before; nobody knows whether this vote is right. */
    record LateUnknown(Vote vote) implements Outcome {}

    /** Its seller has failed elsewhere before the fragment was decided: the vote counts no more, and is not paid. */
    record Dropped(Vote vote) implements Outcome {}

    /** The seller has failed more often than honest machines do: it gets nothing more to do. Concerns no fragment. */
    record Banned(NodeId seller) implements Outcome {}

    /**
     * A vote that was found right, and what is paid for it.
     *
     * @param overcharged whether it bills far more than it is believed
     */
    record Judged(Vote vote, Credits payable, boolean overcharged) {
        /** Where so much of its report is believed. */
        static Judged of(Vote vote, MedianBill bill) {
            return new Judged(vote, vote.payable(bill), vote.isOvercharged(bill.payableMicros(vote.referenceMicros())));
        }

        /** Where the least reference time of the agreeing votes is this. */
        static Judged of(Vote vote, long leastReferenceMicros) {
            return new Judged(vote, vote.payable(leastReferenceMicros), vote.isOvercharged(leastReferenceMicros));
        }
    }

    /** More votes would not help; these were cast, and nobody knows which of them are right. */
    record Hopeless(String reason, List<Vote> votes) implements Outcome {
        public Hopeless {
            votes = List.copyOf(votes);
        }
    }
}

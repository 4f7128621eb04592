package sparecore.buyer.job;

import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.RunResult;
import sparecore.vote.Ballot;
import sparecore.vote.MedianBill;

/**
 * One seller's signed result of one fragment, with the price that its lease was matched at.
 *
 * @param referenceMicros the run's CPU time on the reference CPU, in microseconds, as the seller reports it
 */
public record Vote(NodeId seller, RunResult result, Digest answer, Price price, long referenceMicros) {
    /** A bill may be this many times the least of the agreeing ones, and at any rate a little more: machines are noisy. */
    private static final int BILL_SPREAD = 3;

    private static final long BILL_SLACK_MICROS = 20_000;

    public static Vote of(NodeId seller, RunResult result, Price price, Speed speed) {
        return new Vote(seller, result, result.answer(), price, speed.referenceMicros(result.cpuMicros()));
    }

    /** What the seller asks for the run. */
    public Credits charge() {
        return price.of(referenceMicros, Speed.REFERENCE);
    }

    /** What is paid for it, where the least reference time of the agreeing votes is this: nobody gains by a padded bill. */
    public Credits payable(long leastReferenceMicros) {
        return price.of(Math.min(referenceMicros, billMost(leastReferenceMicros)), Speed.REFERENCE);
    }

    /** Whether it bills more than machines' noise explains, where so much is believed. */
    boolean isOvercharged(long believedMicros) {
        return referenceMicros > billMost(believedMicros);
    }

    private static long billMost(long believedMicros) {
        return Math.max(Amounts.plus(believedMicros, BILL_SLACK_MICROS), Amounts.times(believedMicros, BILL_SPREAD));
    }

    /** What is paid for it, where so much of its report is believed. */
    Credits payable(MedianBill bill) {
        return price.of(bill.payableMicros(referenceMicros), Speed.REFERENCE);
    }

    Ballot ballot() {
        return new Ballot(seller, answer);
    }
}

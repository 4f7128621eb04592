package sparecore.buyer.job;

import java.math.BigInteger;
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
        long referenceMicros = BigInteger.valueOf(result.cpuMicros())
                .multiply(BigInteger.valueOf(speed.ppm()))
                .divide(BigInteger.valueOf(Speed.REFERENCE_PPM))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
        return new Vote(seller, result, result.answer(), price, referenceMicros);
    }

    /** What the seller asks for the run. */
    public Credits charge() {
        return price.of(referenceMicros, Speed.REFERENCE);
    }

    /** What is paid for it, where the least reference time of the agreeing votes is this: nobody gains by a padded bill. */
    public Credits payable(long leastReferenceMicros) {
        long most = Math.max(
                Amounts.plus(leastReferenceMicros, BILL_SLACK_MICROS),
                Amounts.times(leastReferenceMicros, BILL_SPREAD));
        return price.of(Math.min(referenceMicros, most), Speed.REFERENCE);
    }

    /** What is paid for it, where so much of its report is believed. */
    Credits payable(MedianBill bill) {
        return price.of(bill.payableMicros(referenceMicros), Speed.REFERENCE);
    }

    Ballot ballot() {
        return new Ballot(seller, answer);
    }
}

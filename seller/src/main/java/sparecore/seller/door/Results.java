package sparecore.seller.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sparecore.evidence.Receipt;
import sparecore.link.Link;
import sparecore.result.SignedResult;
import sparecore.seller.tenancy.Tenancy;
import sparecore.wire.Frame;

/**
 * What one lease has computed, until its buyer has judged it: under its seal or open, shown or not. A buyer that was away gets what it
 * missed. Guarded by the session's monitor.
 */
final class Results {
    private final Tenancy tenancy;
    private final CaseBook cases;
    private final Sealed sealed = new Sealed();
    private final Kept kept = new Kept();

    Results(Tenancy tenancy, CaseBook cases) {
        this.tenancy = tenancy;
        this.cases = cases;
    }

    /** An open result, which goes out now if it can. */
    void add(Finished.Finish finish, SignedResult result, Frame.Builder frame, long nowMillis) {
        cases.delivered(result);
        kept.add(finish.assignment().number(), frame, finish.sizeBytes(), nowMillis);
    }

    /** One that is committed to, and waits to be asked for. */
    void add(Commitments made, int position, long nowMillis) {
        cases.committed(made.batch().get(position), made.nonce(position));
        made.result(position).ifPresent(cases::delivered);
        sealed.add(made.sealed(position, nowMillis));
    }

    void ask(List<Long> numbers) {
        sealed.ask(numbers);
    }

    /** Shows what was asked for and what was missed, as much as the link takes. */
    void show(Link to) {
        kept.show(to);
        sealed.show(to);
    }

    void judged(Receipt receipt) {
        kept.judged(receipt.assignment());
        sealed.judged(receipt.assignment());
    }

    boolean areSealsFull() {
        return sealed.isFull();
    }

    boolean areAllAskedFor() {
        return sealed.isEmpty();
    }

    /** Whether the buyer has not asked for one for too long. */
    boolean isAnyUnwanted(long nowMillis) {
        return sealed.isUnwanted(nowMillis);
    }

    /** To be called now and then. */
    void forgetOld(long nowMillis) {
        kept.forgetOld(nowMillis);
    }

    /** Nobody will ask for what is under seal any more: nothing is owed for what was never shown. */
    void dropSealed() {
        withdraw(sealed.drop());
    }

    void dropAll() {
        dropSealed();
        kept.clear();
    }

    /**
     * The buyer is back, and waits for these: they begin anew, and the others it does not want.
     *
     * @return those of them that it will get, the ones that still run among them
     */
    List<Long> resume(Set<Long> awaited, long nowMillis) {
        withdraw(sealed.resume(awaited, nowMillis));
        kept.resume(awaited);
        Set<Long> held = tenancy.heldNumbers();
        List<Long> coming = new ArrayList<>();
        for (long number : awaited) {
            if (held.contains(number) || kept.has(number) || sealed.has(number)) {
                coming.add(number);
            } else {
                tenancy.withdraw(number);
            }
        }
        return coming;
    }

    /** After {@link #resume}: the commitments to all that wait to be asked for go out again, and what else was missed. */
    void showAgain(Link to) {
        sealed.commitments().forEach(commitments -> to.send(PeerFrames.committed(commitments)));
        show(to);
    }

    private void withdraw(List<Long> numbers) {
        for (long number : numbers) {
            tenancy.withdraw(number);
            cases.forget(number);
        }
    }
}

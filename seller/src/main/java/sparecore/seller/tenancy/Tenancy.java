package sparecore.seller.tenancy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;

/**
 * One lease at the seller.
 *
 * <pre>
 * OPEN ──── end(reason) ────────────────────────────► DRAINING ── settled up, buyer gone, or too late ──► CLOSED
 *  takes work within its window                        takes none; what runs may finish;
 *                                                      the buyer's last voucher may still come
 * </pre>
 *
 * A renewed lease is the same one with a longer ticket.
 *
 * What ends an open lease: the broker, the seller's drain, and by {@link #due} its expiry, a buyer that is gone for {@link
 * #BUYER_GONE_MILLIS}, one that owes too much for {@link #UNPAID_MILLIS}, one that used up its escrow, or one that rejects more
 * than the seller lends. Times are the caller's clock in milliseconds since the epoch. Not thread-safe.
 */
public final class Tenancy {
    /** The states, in order; a lease never goes back. */
    public enum Phase {
        OPEN,
        DRAINING,
        CLOSED
    }

    public static final long BUYER_GONE_MILLIS = 30_000;
    public static final long UNPAID_MILLIS = 60_000;

    /** How long the last results and the last voucher of an ended lease are waited for. */
    public static final long LAST_WORDS_MILLIS = 3_000;

    /** Assignments that may be on their way when a window shrinks, beyond the largest window that was announced. */
    static final int WINDOW_SLACK = 2;

    /**
     * Windows full of assignments that may be refused one after the other. One was on its way when the window closed; an answer may
     * overtake the news of that, and bring one more.
     */
    static final int REFUSED_WINDOWS_MAX = 4;

    private static final long NEVER = Long.MAX_VALUE;

    private final Terms terms;
    private final Unpaid unpaid = new Unpaid();
    private final WindowSize windowSize = new WindowSize();
    private final Set<Long> held = new HashSet<>();
    private Ticket ticket;
    private Phase phase = Phase.OPEN;
    private LeaseEndReason endReason = LeaseEndReason.LEASE_END_REASON_UNSPECIFIED;
    private Credits promised = Credits.ZERO;
    private long lastNumber;
    private int slotsOpen;
    private int announced;
    private int announcedMost;
    private int refusedInARow;
    private boolean linked;
    private long goneSinceMillis;
    private long stalledSinceMillis = NEVER;
    private long lastWordsUntilMillis = NEVER;

    /**
     * A lease whose buyer is about to be linked.
     *
     * @param slotsOpen how many slots the seller's owner grants now, to all leases together
     */
    public Tenancy(Ticket ticket, Terms terms, int slotsOpen, long nowMillis) {
        this.ticket = ticket;
        this.terms = terms;
        this.slotsOpen = slotsOpen;
        this.goneSinceMillis = nowMillis;
    }

    /**
     * The buyer has shown its ticket on a new link.
     *
     * @param awaited what it still waits for; the rest of what is held is held no more
     * @return the window to tell it
     */
    public int linked(Set<Long> awaited) {
        linked = true;
        held.retainAll(awaited);
        refusedInARow = 0;
        announced = window();
        announcedMost = announced;
        return announced;
    }

    /** The buyer's link is gone. It may come back for what is held. */
    public void unlinked(long nowMillis) {
        linked = false;
        goneSinceMillis = nowMillis;
    }

    /** Nobody waits for anything any more. */
    public void abandoned() {
        held.clear();
    }

    /** Judges an assignment; one that is {@link Admission#TAKEN} is held until it is delivered or given up. */
    public Admission assign(long number, long memoryBytes) {
        Admission admission = judge(number, memoryBytes);
        lastNumber = Math.max(lastNumber, number);
        if (admission == Admission.TAKEN) {
            held.add(number);
            refusedInARow = 0;
        }
        if (admission == Admission.NOT_NOW) {
            refusedInARow++;
        }
        return admission;
    }

    private Admission judge(long number, long memoryBytes) {
        if (number <= lastNumber) {
            return Admission.OUT_OF_ORDER;
        }
        int allowed = announcedMost + WINDOW_SLACK;
        if (held.size() >= allowed || refusedInARow >= REFUSED_WINDOWS_MAX * allowed) {
            return Admission.OVER_WINDOW;
        }
        if (memoryBytes > ticket.memoryBytesPerSlot()) {
            return Admission.OVER_MEMORY;
        }
        return window() == 0 ? Admission.NOT_NOW : Admission.TAKEN;
    }

    /**
     * A run has a result that will be sent.
     *
     * @return false if nobody waits for it any more; then nothing is owed
     */
    public boolean deliver(long number, long cpuMicros) {
        if (!held.remove(number)) {
            return false;
        }
        unpaid.delivered(number, ticket.price().of(cpuMicros, ticket.speed()));
        windowSize.ran(cpuMicros);
        return true;
    }

    /** An assignment ends without a result. @return false if nobody waits for it any more */
    public boolean giveUp(long number) {
        return held.remove(number);
    }

    /** What was committed to and never asked for: nothing is owed for it. */
    public void withdraw(long number) {
        unpaid.withdrawn(number);
    }

    public void judged(List<Long> accepted, List<Long> rejected) {
        accepted.forEach(unpaid::accepted);
        rejected.forEach(unpaid::rejected);
    }

    /** Checks a voucher against those before it. {@link VoucherCheck#HIGHER} must be made durable, then {@link #paid}. */
    public VoucherCheck promise(Credits cumulative) {
        if (phase == Phase.CLOSED) {
            return VoucherCheck.LEASE_CLOSED;
        }
        if (cumulative.compareTo(ticket.escrow()) > 0) {
            return VoucherCheck.ABOVE_ESCROW;
        }
        int order = cumulative.compareTo(promised);
        if (order > 0) {
            promised = cumulative;
        }
        return order > 0 ? VoucherCheck.HIGHER : order == 0 ? VoucherCheck.SAME : VoucherCheck.LOWER;
    }

    /** A voucher is on disk, and counts from now on. */
    public void paid(Credits cumulative) {
        unpaid.paid(cumulative);
    }

    /** The seller's owner grants another number of slots. */
    public void slotsOpen(int slots) {
        slotsOpen = slots;
    }

    /** The broker has given it more time. @return false if it has ended, or the ticket is none of this lease or not a longer one */
    public boolean renew(Ticket longer) {
        if (phase != Phase.OPEN || !longer.renews(ticket)) {
            return false;
        }
        ticket = longer;
        return true;
    }

    /** Ends an open lease; on one that has ended this does nothing. @return whether it was open */
    public boolean end(LeaseEndReason reason, long nowMillis) {
        if (phase != Phase.OPEN) {
            return false;
        }
        phase = Phase.DRAINING;
        endReason = reason;
        lastWordsUntilMillis = nowMillis + LAST_WORDS_MILLIS;
        return true;
    }

    /** Why an open lease must end now, if it must. Called now and then. */
    public Optional<LeaseEndReason> due(long nowMillis) {
        if (phase != Phase.OPEN) {
            return Optional.empty();
        }
        stalledSinceMillis = isStalled() ? Math.min(stalledSinceMillis, nowMillis) : NEVER;
        if (nowMillis >= ticket.expiresAtMillis()) {
            return Optional.of(LeaseEndReason.LEASE_END_REASON_EXPIRED);
        }
        if (!linked && nowMillis - goneSinceMillis >= BUYER_GONE_MILLIS) {
            return Optional.of(LeaseEndReason.LEASE_END_REASON_BUYER_GONE);
        }
        if (unpaid.rejected().compareTo(terms.unpaidMost()) > 0) {
            return Optional.of(LeaseEndReason.LEASE_END_REASON_MISTRUST);
        }
        if (stalledSinceMillis != NEVER && nowMillis - stalledSinceMillis >= UNPAID_MILLIS) {
            return Optional.of(
                    owesTooMuch()
                            ? LeaseEndReason.LEASE_END_REASON_UNPAID
                            : LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        }
        return Optional.empty();
    }

    /** The assignments that have neither been delivered nor given up. */
    public Set<Long> heldNumbers() {
        return Set.copyOf(held);
    }

    /** How many assignments have neither been delivered nor given up. */
    public int held() {
        return held.size();
    }

    /** Whether runs take so little that what is done for each of them counts. */
    public boolean hasShortRuns() {
        return windowSize.isShort();
    }

    /** Whether runs of an ended lease are still waited for. */
    public boolean isBusy() {
        return !held.isEmpty();
    }

    /** Closes an ended lease when nothing more is to come. @return whether it has closed just now, and is to be settled */
    public boolean close(long nowMillis) {
        if (phase != Phase.DRAINING) {
            return false;
        }
        if (linked && isBusy()) {
            lastWordsUntilMillis = nowMillis + LAST_WORDS_MILLIS;
            return false;
        }
        if (linked && unpaid.amount().isPositive() && nowMillis < lastWordsUntilMillis) {
            return false;
        }
        phase = Phase.CLOSED;
        return true;
    }

    /** The window to tell the buyer, if it changed enough. */
    public OptionalInt announce() {
        int wanted = window();
        if (!linked || !WindowSize.isNotable(announced, wanted)) {
            return OptionalInt.empty();
        }
        announced = wanted;
        announcedMost = Math.max(announcedMost, wanted);
        return OptionalInt.of(wanted);
    }

    private int window() {
        return phase != Phase.OPEN || isStalled() ? 0 : windowSize.of(Math.min(ticket.slots(), slotsOpen));
    }

    private boolean isStalled() {
        return owesTooMuch() || isEscrowUsedUp();
    }

    private boolean owesTooMuch() {
        return unpaid.amount().compareTo(terms.unpaidMost()) > 0 || unpaid.hasTooManyUnjudged();
    }

    /** What is delivered beyond the escrow can never be paid. A lease that costs nothing has no such end. */
    private boolean isEscrowUsedUp() {
        return unpaid.owed().isPositive() && unpaid.owed().compareTo(ticket.escrow()) >= 0;
    }

    public Phase phase() {
        return phase;
    }

    /** Why it ended; unspecified while it is open. */
    public LeaseEndReason endReason() {
        return endReason;
    }

    /** By the highest voucher. */
    public Credits paid() {
        return unpaid.paid();
    }

    public Credits unpaid() {
        return unpaid.amount();
    }

    public boolean isLinked() {
        return linked;
    }

    public Terms terms() {
        return terms;
    }
}

package sparecore.buyer.tenancy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import sparecore.buyer.job.JobId;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;

/**
 * One lease, as the buyer lives in it. States: CONNECTING (no link yet, or lost) → READY (the seller has the program and takes
 * fragments) → CONNECTING again when the link breaks; either → LEAVING (no more fragments; the last payment is on its way) → GONE.
 * Money: {@code promised ≤ owed ≤ escrow} at any time. Not thread-safe.
 */
public final class Tenancy {
    /** See the class. */
    public enum Phase {
        CONNECTING,
        READY,
        LEAVING,
        GONE
    }

    private final SignedTicket signed;
    private final Ticket ticket;
    private final JobId job;
    private final Map<Long, Integer> outstanding = new HashMap<>();
    private final List<Long> accepted = new ArrayList<>();
    private final List<Long> rejected = new ArrayList<>();
    private Phase phase = Phase.CONNECTING;
    private long sinceMillis;
    private long lastAssignment;
    private int window;
    private Credits pending = Credits.ZERO;
    private Credits owed;
    private Credits promised = Credits.ZERO;
    private boolean dialling;
    private long nextDialMillis;
    private LeaseEndReason leaveReason = LeaseEndReason.LEASE_END_REASON_UNSPECIFIED;
    private boolean endedByBroker;

    /**
     * @param owed what the journal knows to be accepted under this lease
     * @param firstAssignment above every number that was used in this lease before
     */
    public Tenancy(SignedTicket signed, Credits owed, long firstAssignment, long nowMillis) {
        this.signed = signed;
        this.ticket = signed.ticket();
        this.job = JobId.of(ticket.bid());
        this.owed = owed.min(ticket.escrow());
        this.lastAssignment = firstAssignment;
        this.sinceMillis = nowMillis;
    }

    public Ticket ticket() {
        return ticket;
    }

    public SignedTicket signedTicket() {
        return signed;
    }

    public LeaseId lease() {
        return ticket.lease();
    }

    public NodeId seller() {
        return ticket.seller();
    }

    public JobId job() {
        return job;
    }

    public Phase phase() {
        return phase;
    }

    /** When the phase began. */
    public long sinceMillis() {
        return sinceMillis;
    }

    public void enter(Phase next, long nowMillis) {
        phase = next;
        sinceMillis = nowMillis;
    }

    /** The seller is being dialled: do not dial again before it answers. */
    public void dialling() {
        dialling = true;
    }

    public void reached() {
        dialling = false;
    }

    /** The dialling failed, or the link broke. */
    public void unreached(long retryAtMillis) {
        dialling = false;
        nextDialMillis = retryAtMillis;
    }

    public boolean mayDial(long nowMillis) {
        return !dialling && nowMillis >= nextDialMillis && (phase == Phase.CONNECTING || phase == Phase.LEAVING);
    }

    /** No more fragments: why, and whether the broker knows already. */
    public void leave(LeaseEndReason reason, boolean brokerKnows, long nowMillis) {
        enter(Phase.LEAVING, nowMillis);
        leaveReason = reason;
        endedByBroker = brokerKnows;
    }

    public LeaseEndReason leaveReason() {
        return leaveReason;
    }

    public boolean isEndedByBroker() {
        return endedByBroker;
    }

    public void setWindow(int wanted) {
        window = Math.max(0, wanted);
    }

    /** Whether one more fragment may go to this seller, whose runs of this job cost so much on average. */
    public boolean hasRoom(Credits meanCharge) {
        if (phase != Phase.READY || outstanding.size() >= window) {
            return false;
        }
        Credits bound = owed.plus(pending).plus(Credits.ofMicro(meanCharge.micro() * (outstanding.size() + 1)));
        return bound.compareTo(ticket.escrow()) <= 0 && !isDry();
    }

    /** Whether the escrow is used up by what is owed and what waits for its votes. */
    public boolean isDry() {
        return owed.plus(pending).compareTo(ticket.escrow()) >= 0;
    }

    /** Whether what is left in the escrow does not pay for one more run of this cost. */
    public boolean isDryFor(Credits meanCharge) {
        return isDry() || owed.plus(pending).plus(meanCharge).compareTo(ticket.escrow()) > 0;
    }

    /** Whether nothing is out and nothing waits for votes. */
    public boolean isQuiet() {
        return outstanding.isEmpty() && !pending.isPositive();
    }

    /** A fragment goes out. @return the assignment's number */
    public long assign(int index) {
        outstanding.put(++lastAssignment, index);
        return lastAssignment;
    }

    /** An assignment is back. @return its fragment, or nothing if there is no such assignment */
    public OptionalInt take(long assignment) {
        Integer index = outstanding.remove(assignment);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** All assignments that are out, with their fragments; they are out no more. */
    public Map<Long, Integer> takeAll() {
        Map<Long, Integer> all = Map.copyOf(outstanding);
        outstanding.clear();
        return all;
    }

    public int outstanding() {
        return outstanding.size();
    }

    /** A result came whose fragment is not decided yet. */
    public void await(Credits charge) {
        pending = pending.plus(charge);
    }

    /** The result of this charge is decided, or dropped. */
    public void decided(Credits charge) {
        pending = pending.minus(charge.min(pending));
    }

    /** A result was accepted. @return what is really owed for it: the escrow is never exceeded */
    public Credits accept(long assignment, Credits amount) {
        Credits before = owed;
        owed = owed.plus(amount).min(ticket.escrow());
        accepted.add(assignment);
        return owed.minus(before);
    }

    public void reject(long assignment) {
        rejected.add(assignment);
    }

    public Credits owed() {
        return owed;
    }

    /** Whether the seller has not been told everything. */
    public boolean hasNews() {
        return !accepted.isEmpty() || !rejected.isEmpty() || promised.compareTo(owed) < 0;
    }

    /** What to tell and promise the seller now. It counts as told: call it only to send it. */
    public Settlement settle() {
        Settlement settlement = new Settlement(owed, List.copyOf(accepted), List.copyOf(rejected));
        accepted.clear();
        rejected.clear();
        promised = owed;
        return settlement;
    }

    /** The link broke: what was promised may not have arrived. */
    public void forgetPromise() {
        promised = Credits.ZERO;
    }
}

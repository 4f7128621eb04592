package sparecore.buyer.tenancy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.Amounts;
import sparecore.buyer.job.JobId;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;

/**
 * One lease, as the buyer lives in it. States: CONNECTING (no link yet, or lost) → READY (the seller has the program and takes
 * fragments) → CONNECTING again when the link breaks, with what it has, until it is back or was {@link #keepsWork dialled in vain}; either → LEAVING (no more fragments; the last payment is on its way) → GONE.
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

    /** A seller may want so many fragments at once for each of its slots; what it asks for beyond that is not believed. */
    static final int WINDOW_PER_SLOT_MAX = 256;

    /** Work on its way to one seller: with the largest fragment on top it stays far below what a link queues before it breaks. */
    static final long BYTES_OUT_MAX = 4L << 20;

    /** Nothing new so shortly before the lease expires: what it gives could not be voted on and paid in time. */
    static final long LAST_WORK_MILLIS = 30_000;

    /** A link that was lost is dialled again after this; longer each time, until a result comes. */
    static final long REDIAL_MILLIS = 1_000;

    static final long REDIAL_MILLIS_MAX = 8_000;

    /** Fragments wait for a seller that was lost while it is dialled so often: once in the way that worked, and once in the other. */
    static final int RESUME_DIALS = 2;

    /** Named to a seller that is back; as many as it takes. */
    static final int AWAITED_MAX = 4_096;

    private record Out(int index, long bytes) {}

    private final JobId job;
    private final Map<Long, Out> outstanding = new HashMap<>();
    private final Promises promises = new Promises();
    private boolean hasShown;
    private final List<Receipt> receipts = new ArrayList<>();
    private final Rest rest = new Rest();
    private SignedTicket signed;
    private Ticket ticket;
    private final Renewal renewal = new Renewal();
    private Phase phase = Phase.CONNECTING;
    private long sinceMillis;
    private long lastAssignment;
    private long bytesOut;
    private int window;
    private long pendingMicro;
    private Credits owed;
    private Credits promised = Credits.ZERO;
    private boolean dialling;
    private boolean opened;
    private long nextDialMillis;
    private int lossesInARow;
    private int dialsInVain;
    private LeaseEndReason leaveReason = LeaseEndReason.LEASE_END_REASON_UNSPECIFIED;
    private boolean endedByBroker;

    /**
     * @param owed what the journal knows to be accepted under this lease
     * @param undecided what its votes ask for that wait for others
     * @param firstAssignment above every number that was used in this lease before
     */
    public Tenancy(SignedTicket signed, Credits owed, Credits undecided, long firstAssignment, long nowMillis) {
        this.signed = signed;
        this.ticket = signed.ticket();
        this.job = JobId.of(ticket.bid());
        this.owed = owed.min(ticket.escrow());
        this.pendingMicro = undecided.micro();
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

    /** Whether to ask the broker now to renew the lease; it counts as asked. A seller that wants no work is not kept. */
    public boolean asksForRenewal(long nowMillis) {
        return takesWork() && renewal.asks(ticket, nowMillis);
    }

    /** @return whether that is news */
    public boolean notRenewed(String why) {
        return renewal.refused(why);
    }

    /** The broker tells of this lease again. @return whether it has renewed it */
    public boolean renew(SignedTicket fresh) {
        boolean lives = phase == Phase.CONNECTING || phase == Phase.READY;
        if (!lives || !fresh.ticket().renews(ticket)) {
            return false;
        }
        signed = fresh;
        ticket = fresh.ticket();
        renewal.granted();
        return true;
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

    /** When the phase began, or when the seller last got further in it. */
    public long sinceMillis() {
        return sinceMillis;
    }

    private void enter(Phase next, long nowMillis) {
        phase = next;
        sinceMillis = nowMillis;
        opened = false;
    }

    /** The seller is being dialled: do not dial again before it answers. */
    public void dialling() {
        dialling = true;
    }

    public boolean mayDial(long nowMillis) {
        return !dialling && nowMillis >= nextDialMillis && (phase == Phase.CONNECTING || phase == Phase.LEAVING);
    }

    /** Whether nobody is on the phone: neither dialling nor paying. */
    public boolean isIdle() {
        return !dialling;
    }

    /** The seller has taken the ticket; the program may be on its way, which can take a while. */
    public void opened(long nowMillis) {
        if (phase == Phase.CONNECTING && !opened) {
            opened = true;
            dialsInVain = 0;
            sinceMillis = nowMillis;
        }
    }

    public boolean isOpened() {
        return opened;
    }

    /** The seller takes fragments. @return false if it said so before, or the lease is being left */
    public boolean ready(int wanted, long nowMillis) {
        setWindow(wanted);
        if (phase != Phase.CONNECTING) {
            return false;
        }
        dialling = false;
        enter(Phase.READY, nowMillis);
        return true;
    }

    /** The dialling failed, or the link broke: what was promised may not have arrived. */
    public void lost(long nowMillis) {
        dialling = false;
        promised = Credits.ZERO;
        promises.clear();
        // One loss can happen to anybody, and is mended at once.
        nextDialMillis = phase == Phase.READY && lossesInARow == 0 ? nowMillis : nowMillis + redialMillis();
        if (phase == Phase.READY) {
            lossesInARow++;
            dialsInVain = 0;
            enter(Phase.CONNECTING, nowMillis);
        } else if (!opened) {
            dialsInVain++;
        } else {
            opened = false;
            sinceMillis = nowMillis;
            lossesInARow++;
        }
    }

    /** Whether what is out may still come: its seller was lost, and keeps it for a while. */
    public boolean keepsWork() {
        return phase == Phase.CONNECTING && dialsInVain < RESUME_DIALS;
    }

    /** What a seller that is dialled again is asked for. */
    public List<Long> awaited() {
        return outstanding.keySet().stream().sorted().limit(AWAITED_MAX).toList();
    }

    /** The seller is back. @param held what it still has @return the fragments of all else that was out; it is out no more */
    public List<Integer> takeAllBut(Collection<Long> held) {
        Set<Long> coming = Set.copyOf(held);
        List<Integer> lost = new ArrayList<>();
        for (long assignment : List.copyOf(outstanding.keySet())) {
            if (!coming.contains(assignment)) {
                remove(assignment).ifPresent(lost::add);
            }
        }
        return lost;
    }

    private long redialMillis() {
        return Math.min(REDIAL_MILLIS_MAX, REDIAL_MILLIS << Math.min(lossesInARow, 10));
    }

    /** How often the link was lost without a result in between. */
    public int lossesInARow() {
        return lossesInARow;
    }

    /** No more fragments: why, and whether the broker knows already. */
    public void leave(LeaseEndReason reason, boolean brokerKnows, long nowMillis) {
        enter(Phase.LEAVING, nowMillis);
        leaveReason = reason;
        endedByBroker = brokerKnows;
    }

    public void gone(long nowMillis) {
        enter(Phase.GONE, nowMillis);
    }

    public LeaseEndReason leaveReason() {
        return leaveReason;
    }

    public boolean isEndedByBroker() {
        return endedByBroker;
    }

    public void setWindow(int wanted) {
        window = Math.max(0, Math.min(wanted, ticket.slots() * WINDOW_PER_SLOT_MAX));
    }

    /**
     * What it has committed to takes no room at the seller any more. But that is no way to hoard fragments: there are twice as many as its
     * window at most, and no more than its window before it has shown anything.
     */
    private boolean hasPlace() {
        int most = hasShown ? 2 * window : window;
        return outstanding.size() - promises.size() < window && outstanding.size() < most;
    }

    /** Whether one more fragment may go to this seller, whose runs of this job cost so much on average. */
    public boolean hasRoom(Credits meanCharge, long nowMillis) {
        return phase == Phase.READY
                && hasPlace()
                && bytesOut < BYTES_OUT_MAX
                && !rest.isResting(nowMillis)
                && nowMillis < ticket.expiresAtMillis() - LAST_WORK_MILLIS
                && !isDry()
                && reaches(Amounts.times(meanCharge.micro(), outstanding.size() + 1L));
    }

    /** Whether it will take more work when it has room: it is ready, and wants any. */
    public boolean takesWork() {
        return phase == Phase.READY && window > 0;
    }

    private boolean reaches(long more) {
        return Amounts.plus(Amounts.plus(owed.micro(), pendingMicro), more)
                <= ticket.escrow().micro();
    }

    /** Whether the escrow is used up by what is owed and what waits for its votes. */
    public boolean isDry() {
        return Amounts.plus(owed.micro(), pendingMicro) >= ticket.escrow().micro();
    }

    /** Whether what is left in the escrow does not pay for one more run of this cost. */
    public boolean isDryFor(Credits meanCharge) {
        return isDry() || !reaches(meanCharge.micro());
    }

    /** Whether nothing is out and nothing waits for votes. */
    public boolean isQuiet() {
        return outstanding.isEmpty() && pendingMicro == 0;
    }

    /** A fragment goes out. @return the assignment's number */
    public long assign(int index, long bytes) {
        outstanding.put(++lastAssignment, new Out(index, bytes));
        bytesOut += bytes;
        return lastAssignment;
    }

    /** A result has come. @return its fragment, or nothing if there is no such assignment */
    public OptionalInt take(long assignment) {
        OptionalInt index = remove(assignment);
        if (index.isPresent()) {
            lossesInARow = 0;
            hasShown = true;
            rest.over();
        }
        return index;
    }

    /** The seller gives an assignment back, and gets none for a moment. @return as {@link #take} */
    public OptionalInt takeBack(long assignment, long nowMillis) {
        OptionalInt index = remove(assignment);
        if (index.isPresent()) {
            rest.begin(nowMillis);
        }
        return index;
    }

    /** Whether it hands back all that it gets. */
    public boolean isUseless() {
        return rest.isHopeless();
    }

    /** The seller has a result, and has committed to it. @return whether it is to be asked for it */
    public boolean committed(Signed<Commitment> commitment, long nowMillis) {
        return outstanding.containsKey(commitment.testimony().assignment()) && promises.add(commitment, nowMillis);
    }

    /** What the seller has committed to and not shown; null for nothing. */
    public @Nullable Signed<Commitment> promised(long assignment) {
        return promises.find(assignment);
    }

    /** To be asked several times a second. @return an assignment whose result it has committed to, and does not show */
    public OptionalLong overdue(long nowMillis) {
        return promises.overdue(nowMillis);
    }

    private OptionalInt remove(long assignment) {
        promises.remove(assignment);
        Out out = outstanding.remove(assignment);
        bytesOut -= out == null ? 0 : out.bytes();
        return out == null ? OptionalInt.empty() : OptionalInt.of(out.index());
    }

    /** All assignments that are out, with their fragments; they are out no more. */
    public Map<Long, Integer> takeAll() {
        Map<Long, Integer> all = new HashMap<>();
        outstanding.forEach((assignment, out) -> all.put(assignment, out.index()));
        outstanding.clear();
        promises.clear();
        bytesOut = 0;
        return all;
    }

    public int outstanding() {
        return outstanding.size();
    }

    /** What its votes ask for that wait for others. */
    public Credits pending() {
        return Credits.ofMicro(pendingMicro);
    }

    /** A result came whose fragment is not decided yet. */
    public void await(Credits charge) {
        pendingMicro = Amounts.plus(pendingMicro, charge.micro());
    }

    /** The result of this charge is decided, or dropped. */
    public void decided(Credits charge) {
        pendingMicro -= Math.min(charge.micro(), pendingMicro);
    }

    /** What of this amount the escrow still pays. */
    public Credits payable(Credits amount) {
        return amount.min(ticket.escrow().minus(owed));
    }

    /** A result with this answer was accepted, and so much, of what {@link #payable} allows, is owed for it. */
    public void accept(long assignment, Digest work, Digest answer, Credits amount) {
        owed = owed.plus(amount).min(ticket.escrow());
        receipts.add(new Receipt(lease(), assignment, work, Receipt.Verdict.ACCEPTED, Optional.of(answer), amount));
    }

    /** Nothing is owed for it. @param accepted what was accepted in its place, where that is why */
    public void reject(long assignment, Digest work, Receipt.Verdict verdict, Optional<Digest> accepted) {
        receipts.add(new Receipt(lease(), assignment, work, verdict, accepted, Credits.ZERO));
    }

    public Credits owed() {
        return owed;
    }

    /** Whether the seller has not been told everything. */
    public boolean hasNews() {
        return !receipts.isEmpty() || promised.compareTo(owed) < 0;
    }

    /** What to tell and promise the seller now. It counts as told: call it only to send it. */
    public Settlement settle() {
        List<Receipt> now = receipts.subList(0, Math.min(receipts.size(), Settlement.VERDICTS_MAX));
        Settlement settlement = new Settlement(owed, now);
        now.clear();
        promised = owed;
        return settlement;
    }
}

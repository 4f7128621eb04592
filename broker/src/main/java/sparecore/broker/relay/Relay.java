package sparecore.broker.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.door.FrameWriter;
import sparecore.broker.engine.Engine;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.MarketState;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.link.House;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.link.Splice;
import sparecore.wire.Frame;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.RelayJoined;

/**
 * Takes connections in the role RELAYED. Each names a lease; whether it is one of the lease's two peers is the market's decision. The
 * first of the two waits for the second, and a newer connection takes the place of an older one of the same peer: that is how a broken
 * stream is resumed. Thread-safe.
 */
public final class Relay implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Frame JOINED =
            Frame.newBuilder().setRelayJoined(RelayJoined.getDefaultInstance()).build();

    /** A connection that is not joined. */
    private static final class Guest {
        final Link link;
        final House house;
        final long sinceNanos;

        @Nullable
        Frame asked;

        Guest(Link link, House house, long sinceNanos) {
            this.link = link;
            this.house = house;
            this.sinceNanos = sinceNanos;
        }
    }

    private final Engine engine;
    private final RelayLimits limits;
    private final LongSupplier clockNanos;
    private final Pace all;
    private final Map<Link, Guest> guests = new HashMap<>();
    private final Map<NodeId, Integer> guestsOf = new HashMap<>();
    private final Map<House, Integer> guestsAt = new HashMap<>();
    private final Map<LeaseId, Guest> waiting = new HashMap<>();
    private final Map<LeaseId, Splice> joined = new HashMap<>();
    private final Map<LeaseId, Budget> budgets = new HashMap<>();

    /** @param clockNanos a steady clock */
    public Relay(Engine engine, RelayLimits limits, LongSupplier clockNanos) {
        this.engine = engine;
        this.limits = limits;
        this.clockNanos = clockNanos;
        this.all = new Pace(Math.max(1, limits.bytesPerSecond()), clockNanos.getAsLong());
    }

    @Override
    public void opened(Link link) {
        String refusal = enter(link);
        if (!refusal.isEmpty()) {
            link.close(refusal);
        }
    }

    private synchronized String enter(Link link) {
        if (limits.bytesPerSecond() == 0) {
            return "this broker relays nothing";
        }
        House house = House.of(link.remoteAddress());
        if (guests.size() >= limits.connectionsMax()
                || guestsAt.getOrDefault(house, 0) >= limits.connectionsPerAddressMax()
                || guestsOf.getOrDefault(link.peer(), 0) >= limits.connectionsPerKeyMax()) {
            return "too many connections wait at the relay: come back later";
        }
        guests.put(link, new Guest(link, house, clockNanos.getAsLong()));
        guestsOf.merge(link.peer(), 1, Integer::sum);
        guestsAt.merge(house, 1, Integer::sum);
        return "";
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        LeaseId lease = LeaseId.fromWire(frame.getOpenRelay().getLeaseId());
        synchronized (this) {
            Guest guest = guests.get(link);
            if (guest == null) {
                return;
            }
            if (guest.asked != null || frame.getRequest() == 0) {
                throw new ProtocolException("a connection to the relay names one lease, and waits");
            }
            guest.asked = frame;
        }
        if (!engine.submit(
                new Command.OpenRelay(link.peer(), lease), decision -> decided(link, frame, lease, decision))) {
            refuse(link, frame, RefusalReason.REFUSAL_REASON_BUSY, "the broker is too busy: come back later");
        }
    }

    private static void refuse(Link link, Frame asked, RefusalReason reason, String text) {
        link.reply(
                asked,
                Frame.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(reason).setText(text)));
        link.close(text);
    }

    /** On the engine's thread. */
    private void decided(Link link, Frame asked, LeaseId lease, Decision decision) {
        if (decision instanceof Decision.Refused refused) {
            link.reply(asked, FrameWriter.answer(asked, decision));
            link.close(refused.text());
            return;
        }
        String refusal = admit(link, lease);
        if (!refusal.isEmpty()) {
            refuse(link, asked, RefusalReason.REFUSAL_REASON_LIMIT, refusal);
        }
    }

    /** @return why not; empty if it waits or is joined */
    private synchronized String admit(Link link, LeaseId lease) {
        Guest guest = guests.get(link);
        if (guest == null) {
            return "";
        }
        Budget budget = budgets.computeIfAbsent(lease, fresh -> new Budget(limits, clockNanos.getAsLong()));
        if (budget.isSpent()) {
            return "the relay has carried all that it carries for one lease";
        }
        if (!joined.containsKey(lease) && joined.size() >= limits.leasesMax()) {
            return "the relay has as many leases as it takes";
        }
        Optional.ofNullable(joined.get(lease)).ifPresent(old -> old.close("a peer came back on a newer connection"));
        Guest other = waiting.remove(lease);
        if (other != null && !other.link.peer().equals(link.peer())) {
            join(lease, other, guest, budget);
            return "";
        }
        if (other != null) {
            other.link.close("a newer connection takes the place of this one");
        }
        waiting.put(lease, guest);
        return "";
    }

    private void join(LeaseId lease, Guest first, Guest second, Budget budget) {
        leave(first.link);
        leave(second.link);
        log.info(
                "lease {}: {} and {} meet",
                lease,
                first.link.peer().shortForm(),
                second.link.peer().shortForm());
        Splice[] own = new Splice[1];
        own[0] = Splice.join(
                first.link,
                java.util.Objects.requireNonNull(first.asked),
                second.link,
                java.util.Objects.requireNonNull(second.asked),
                JOINED,
                bytes -> budget.pass(bytes, all, clockNanos.getAsLong()),
                clockNanos,
                why -> parted(lease, own, why, budget));
        joined.put(lease, own[0]);
    }

    private synchronized void parted(LeaseId lease, @Nullable Splice[] own, String why, Budget budget) {
        log.info("lease {}: parted ({}), {} bytes left", lease, why, budget.left());
        if (own[0] != null) {
            joined.remove(lease, own[0]);
        }
    }

    @Override
    public synchronized void closed(Link link, String reason) {
        leave(link);
    }

    private synchronized void leave(Link link) {
        Guest guest = guests.remove(link);
        if (guest != null) {
            guestsOf.computeIfPresent(link.peer(), (same, here) -> here == 1 ? null : here - 1);
            guestsAt.computeIfPresent(guest.house, (same, here) -> here == 1 ? null : here - 1);
            waiting.values().remove(guest);
        }
    }

    /** Does what time demands; a few times a second. */
    public void tick() {
        long nowNanos = clockNanos.getAsLong();
        List<Runnable> ends = new ArrayList<>();
        synchronized (this) {
            for (Guest guest : guests.values()) {
                long mostMillis = guest.asked == null ? limits.nameMillis() : limits.waitMillis();
                if (nowNanos - guest.sinceNanos > mostMillis * NANOS_PER_MILLI) {
                    ends.add(() -> guest.link.close("the other side did not come to the relay"));
                }
            }
            for (Splice splice : joined.values()) {
                if (nowNanos - splice.lastMovedNanos() > limits.idleMillis() * NANOS_PER_MILLI) {
                    ends.add(() -> splice.close("nothing has passed for too long"));
                }
            }
        }
        ends.forEach(Runnable::run);
    }

    /** Ends what belongs to leases that are closed; every few seconds. */
    public void forgetClosed() {
        Set<LeaseId> known;
        synchronized (this) {
            known = new HashSet<>(budgets.keySet());
        }
        if (!known.isEmpty()) {
            var ignored = engine.read(state -> closed(state, known)).thenAccept(this::forget);
        }
    }

    private static Set<LeaseId> closed(MarketState state, Set<LeaseId> known) {
        Set<LeaseId> closed = new HashSet<>();
        for (LeaseId lease : known) {
            Optional<Lease> found = state.leases().find(lease);
            if (found.isEmpty() || found.get().state() == LeaseState.CLOSED) {
                closed.add(lease);
            }
        }
        return closed;
    }

    private synchronized void forget(Set<LeaseId> closed) {
        for (LeaseId lease : closed) {
            budgets.remove(lease);
            Optional.ofNullable(waiting.get(lease)).ifPresent(guest -> guest.link.close("the lease is closed"));
            Optional.ofNullable(joined.get(lease)).ifPresent(splice -> splice.close("the lease is closed"));
        }
    }
}

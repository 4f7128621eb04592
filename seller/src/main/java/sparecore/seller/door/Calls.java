package sparecore.seller.door;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.home.BrokerAddress;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.lease.Way;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.link.ProtocolException;
import sparecore.seller.market.LeaseNews;
import sparecore.terminal.HostPort;
import sparecore.wire.Frame;
import sparecore.wire.LeaseCalled;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.OpenRelay;

/**
 * Goes to buyers that cannot come here: dials them where the ticket says so, again and again while the lease lives, or meets them at the
 * broker's relay when it calls. From then on they are the {@link Door}'s visitors like any other. What it knows belongs to its own thread.
 */
public final class Calls implements LeaseNews {
    private static final Logger log = LoggerFactory.getLogger(Calls.class);

    /** Leases that are called for at once; each has a slot, apart from the ones that are just ending. */
    private static final int CALLS_MAX = 2 * Ticket.SLOTS_MAX;

    /** Failures in a row: 250 ms doubling to 5 s, some 40 s in all, twice as long as a buyer waits. */
    private static final int TRIES_MAX = 12;

    /** Looked at every 4 s. */
    private static final int TRIES_WHILE_LINKED = 5;

    private static final long FIRST_MILLIS = 250;
    private static final long MOST_MILLIS = 5_000;
    private static final int DOUBLINGS_MAX = 10;
    private static final Duration RELAY_WITHIN = Duration.ofSeconds(12);

    /** A lease whose buyer is dialled from here. */
    private static final class Call {
        Ticket ticket;
        int tries;
        boolean underWay;
        boolean met;

        Call(Ticket ticket) {
            this.ticket = ticket;
        }
    }

    private final Peers links;
    private final BrokerAddress broker;
    private final Door door;
    private final ScheduledExecutorService thread;
    private final LongSupplier nowMillis;
    private final Map<LeaseId, Call> calls = new HashMap<>();

    /** @param thread owned by this room's calls alone */
    public Calls(
            Peers links, BrokerAddress broker, Door door, ScheduledExecutorService thread, LongSupplier nowMillis) {
        this.links = links;
        this.broker = broker;
        this.door = door;
        this.thread = thread;
        this.nowMillis = nowMillis;
    }

    @Override
    public void matched(SignedTicket signed) {
        door.matched(signed);
        if (signed.ticket().route().way() == Way.SELLER_DIALS) {
            thread.execute(() -> begin(signed.ticket()));
        }
    }

    @Override
    public void notRenewed(LeaseId lease, String why) {
        Door.notRenewed(lease, why);
    }

    @Override
    public void ended(LeaseId lease, LeaseEndReason reason) {
        door.ended(lease, reason);
        thread.execute(() -> calls.remove(lease));
    }

    private void begin(Ticket ticket) {
        Call known = calls.get(ticket.lease());
        if (known != null) {
            known.ticket = ticket;
        } else if (calls.size() < CALLS_MAX) {
            calls.put(ticket.lease(), new Call(ticket));
            dial(ticket.lease());
        }
    }

    private void dial(LeaseId lease) {
        Call call = calls.get(lease);
        if (call == null || call.underWay) {
            return;
        }
        boolean over = nowMillis.getAsLong() >= call.ticket.expiresAtMillis() || (call.met && !door.knows(lease));
        if (over || call.tries > TRIES_MAX) {
            calls.remove(lease);
            return;
        }
        if (door.isLinked(lease)) {
            // The buyer has come by another way; that one may break.
            call.tries = TRIES_WHILE_LINKED;
            again(lease, call);
            return;
        }
        call.tries++;
        call.underWay = true;
        var ignored = dial(call)
                .whenComplete((link, error) -> thread.execute(() -> {
                    call.underWay = false;
                    if (error != null) {
                        log.debug(
                                "buyer {} was not reached: {}",
                                call.ticket.buyer().shortForm(),
                                error.getMessage());
                        again(lease, call);
                    }
                }));
    }

    private CompletableFuture<Link> dial(Call call) {
        try {
            return links.dial(
                    HostPort.parseDialled(call.ticket.route().buyerAddress()).unresolved(),
                    call.ticket.buyer(),
                    new Coming(Way.SELLER_DIALS, call.ticket));
        } catch (IllegalArgumentException noAddress) {
            return CompletableFuture.failedFuture(noAddress);
        }
    }

    private void again(LeaseId lease, Call call) {
        long wait = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(call.tries - 1, DOUBLINGS_MAX));
        var ignored = thread.schedule(() -> dial(lease), wait, TimeUnit.MILLISECONDS);
    }

    /** A link to the buyer of this lease is gone. @param met whether it opened the lease */
    private void left(LeaseId lease, boolean met) {
        Call call = calls.get(lease);
        if (call == null) {
            return;
        }
        if (met) {
            call.met = true;
            call.tries = 1;
        }
        again(lease, call);
    }

    @Override
    public void called(SignedTicket signed) {
        Ticket ticket = signed.ticket();
        Frame.Builder ask = Frame.newBuilder()
                .setOpenRelay(OpenRelay.newBuilder().setLeaseId(ticket.lease().toWire()));
        var ignored = links.meet(
                        broker.everywhere(),
                        broker.key(),
                        ask,
                        RELAY_WITHIN,
                        false,
                        ticket.buyer(),
                        new Coming(Way.RELAY, ticket))
                .exceptionally(error -> {
                    log.info(
                            "buyer {} was not met at the relay: {}",
                            ticket.buyer().shortForm(),
                            error.getMessage());
                    return null;
                });
    }

    /** A link that began here. On its event loop, but for what the thread is told. */
    private final class Coming implements LinkHandler {
        private final Way way;
        private final Ticket ticket;

        Coming(Way way, Ticket ticket) {
            this.way = way;
            this.ticket = ticket;
        }

        @Override
        public void opened(Link link) {
            door.opened(link, way);
            if (way == Way.SELLER_DIALS) {
                link.send(Frame.newBuilder()
                        .setLeaseCalled(LeaseCalled.newBuilder()
                                .setLeaseId(ticket.lease().toWire())));
            }
        }

        @Override
        public void received(Link link, Frame frame) throws ProtocolException {
            door.received(link, frame);
        }

        @Override
        public void writable(Link link) {
            door.writable(link);
        }

        @Override
        public void closed(Link link, String reason) {
            boolean met = door.hasLease(link);
            door.closed(link, reason);
            if (way == Way.SELLER_DIALS) {
                thread.execute(() -> left(ticket.lease(), met));
            }
        }
    }
}

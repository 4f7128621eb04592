package sparecore.seller.market;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Way;
import sparecore.link.Peers;
import sparecore.link.RefusedException;
import sparecore.money.Credits;
import sparecore.seller.journal.Journal;
import sparecore.terminal.Failure;
import sparecore.wire.Account;
import sparecore.wire.CancelAsk;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.LeaseConnected;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseEnded;

/**
 * The seller's dealings with its broker: keeps the ask standing, tells of leases, settles vouchers. Public methods may be called
 * from any thread and return at once; the rest runs on the market's thread.
 */
public final class Market implements LeaseOffice {
    private static final Logger log = LoggerFactory.getLogger(Market.class);

    /** How old a voucher may get before the broker sees it. */
    static final long SETTLE_MILLIS = 10_000;

    private static final long ASK_AGAIN_MILLIS = 15_000;
    private static final int REASON_LENGTH_MAX = 300;
    private static final double MILLIS_PER_SECOND = 1_000;

    /** What is offered, and who wants to hear of leases. */
    private record Presence(Ask ask, LeaseNews news) {}

    private final BrokerAddress broker;
    private final Journal journal;
    private final ScheduledExecutorService thread;
    private final Consumer<String> say;
    private final NodeId self;
    private final BrokerLink link;
    private final Settlement settlement;
    private final Map<LeaseId, Way> connected = new HashMap<>();
    private @Nullable Presence presence;
    private boolean cancelled;
    private volatile Standing standing = Standing.NEW;

    /**
     * @param self this seller
     * @param thread owned by this market alone; runs nothing else
     * @param say tells the owner one line
     */
    public Market(
            Peers links,
            NodeId self,
            BrokerAddress broker,
            Journal journal,
            ScheduledExecutorService thread,
            RandomGenerator random,
            Consumer<String> say) {
        this.self = self;
        this.broker = broker;
        this.journal = journal;
        this.thread = thread;
        this.say = say;
        this.link = new BrokerLink(links, broker, thread, random, new FromBroker());
        this.settlement = new Settlement(link, journal, thread);
    }

    /** Dials the broker, makes the offer, and goes on doing so until {@link #leave}. */
    public void enter(Ask ask, LeaseNews news) {
        thread.execute(() -> {
            presence = new Presence(ask, news);
            link.dial();
        });
        var ignored =
                thread.scheduleWithFixedDelay(this::settleAll, SETTLE_MILLIS, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Completes when this seller and its broker can never meet. */
    public CompletableFuture<Failure> fatal() {
        return link.fatal();
    }

    public Standing standing() {
        return standing;
    }

    @Override
    public void connected(LeaseId lease, Way way) {
        thread.execute(() -> {
            connected.put(lease, way);
            tellConnected(lease, way);
        });
    }

    @Override
    public void atWork(LeaseId lease) {
        thread.execute(() -> {
            Way way = connected.get(lease);
            if (way != null) {
                tell(leaseConnected(lease, way).setAtWork(true), lease);
            }
        });
    }

    @Override
    public void closed(LeaseId lease, LeaseEndReason reason, boolean byUs) {
        thread.execute(() -> connected.remove(lease));
        var ignored = journal.end(lease, reason, byUs)
                .thenRunAsync(this::settleAll, thread)
                .exceptionally(error -> {
                    log.error("the end of lease {} was not written down", lease, error);
                    return null;
                });
    }

    /** Takes the offer back. @return completes when the broker knows, or cannot be told */
    public CompletableFuture<Void> cancelAsk() {
        return CompletableFuture.runAsync(() -> cancelled = true, thread)
                .thenComposeAsync(
                        done -> link.request(Frame.newBuilder()
                                .setCancelAsk(CancelAsk.newBuilder()
                                        .setAskId(presence().ask().id().toWire()))),
                        thread)
                .handle((answer, error) -> null);
    }

    /** Settles all that there is, once more, then says good-bye. @return completes when that is done as far as it can be */
    public CompletableFuture<Void> leave() {
        return CompletableFuture.completedFuture(true)
                .thenComposeAsync(now -> settlement.settleAll(), thread)
                .handleAsync(
                        (done, error) -> {
                            link.stop("the seller stops");
                            return null;
                        },
                        thread);
    }

    /** Asks the broker on the owner's behalf. Any thread. */
    public CompletableFuture<Frame> ask(Frame.Builder question) {
        return CompletableFuture.completedFuture(question).thenComposeAsync(link::request, thread);
    }

    private void settleAll() {
        if (!link.isOpen()) {
            return;
        }
        var ignored = settlement
                .settleAll()
                .thenCompose(done -> refreshAccount())
                .exceptionally(error -> {
                    log.info("settling waits: {}", error.getMessage());
                    return null;
                });
    }

    private CompletableFuture<Void> refreshAccount() {
        return link.request(Frame.newBuilder().setGetAccount(GetAccount.getDefaultInstance()))
                .thenAcceptAsync(
                        reply -> {
                            Account account = reply.getAccount();
                            standing = standing.with(
                                    Credits.ofMicro(account.getAvailable()),
                                    Credits.ofMicro(account.getEarned()),
                                    account.getSighting());
                        },
                        thread);
    }

    private void placeAsk() {
        if (cancelled) {
            return;
        }
        var ignored = link.request(
                        Frame.newBuilder().setPlaceAsk(presence().ask().toWire()))
                .whenCompleteAsync((reply, error) -> asked(error == null, error), thread);
    }

    private void asked(boolean placed, @Nullable Throwable error) {
        Ask ask = presence().ask();
        if (placed) {
            standing = standing.with(true, "offering " + ask.slots() + " slots at " + ask.price());
            say.accept("offering " + ask.slots() + (ask.slots() == 1 ? " slot" : " slots") + " ("
                    + ask.slotClass().label() + ") at " + ask.price()
                    + " credits per reference CPU-second; "
                    + (ask.address().isEmpty()
                            ? "buyers are met where they or the broker listen"
                            : "buyers dial " + ask.address()));
            return;
        }
        String reason = error == null ? "no reason" : String.valueOf(error.getMessage());
        standing = standing.with(link.isOpen(), "the broker refused the offer: " + reason);
        if (link.isOpen()) {
            say.accept("the broker refused the offer: " + reason + "; trying again in 15 s");
            var ignored = thread.schedule(
                    () -> {
                        if (link.isOpen()) {
                            placeAsk();
                        }
                    },
                    ASK_AGAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void tellConnected(LeaseId lease, Way way) {
        tell(leaseConnected(lease, way), lease);
    }

    private static LeaseConnected.Builder leaseConnected(LeaseId lease, Way way) {
        return LeaseConnected.newBuilder().setLeaseId(lease.toWire()).setWayValue(way.number());
    }

    private void tell(LeaseConnected.Builder message, LeaseId lease) {
        var ignored = link.request(Frame.newBuilder().setLeaseConnected(message))
                .exceptionally(error -> {
                    log.info("the broker on the connected lease {}: {}", lease, error.getMessage());
                    if (error instanceof RefusedException) {
                        presence().news().ended(lease, LeaseEndReason.LEASE_END_REASON_NEVER_CONNECTED);
                    }
                    return Frame.getDefaultInstance();
                });
    }

    private Presence presence() {
        return Objects.requireNonNull(presence, "the market was not entered");
    }

    private final class FromBroker implements BrokerLink.User {
        @Override
        public void opened() {
            standing = standing.with(true, "connected, no offer yet");
            say.accept("connected to the broker " + broker.key().shortForm() + " at "
                    + link.address().host() + ":" + link.address().port());
            placeAsk();
            connected.forEach(Market.this::tellConnected);
            settleAll();
        }

        @Override
        public void lost(String reason, long retryMillis) {
            standing = standing.with(false, reason);
            say.accept("no broker: " + reason + "; trying again in "
                    + String.format(Locale.ROOT, "%.1f s", retryMillis / MILLIS_PER_SECOND));
        }

        @Override
        public void received(Frame frame) {
            switch (frame.getBodyCase()) {
                case LEASE_MATCHED ->
                    verified(
                            frame.getLeaseMatched().getTicket(),
                            ticket -> matched(ticket, frame.getLeaseMatched().getNotRenewed()));
                case RELAY_CALLED ->
                    verified(frame.getRelayCalled().getTicket(), presence().news()::called);
                case LEASE_ENDED -> ended(frame.getLeaseEnded());
                default -> link.reject("a broker does not send " + frame.getBodyCase());
            }
        }

        private void verified(sparecore.wire.SignedTicket wire, Consumer<SignedTicket> to) {
            try {
                SignedTicket signed = SignedTicket.verify(wire, broker.key());
                if (signed.ticket().seller().equals(self)) {
                    to.accept(signed);
                } else {
                    link.reject("a ticket of another seller");
                }
            } catch (BadSignedMessageException e) {
                link.reject(String.valueOf(e.getMessage()));
            }
        }

        private void matched(SignedTicket ticket, String notRenewed) {
            if (notRenewed.isEmpty()) {
                presence().news().matched(ticket);
            } else {
                String why = notRenewed.substring(0, Math.min(notRenewed.length(), REASON_LENGTH_MAX));
                presence().news().notRenewed(ticket.ticket().lease(), why.replaceAll("[^ -~]", "?"));
            }
        }

        private void ended(LeaseEnded message) {
            try {
                presence().news().ended(LeaseId.fromWire(message.getLeaseId()), message.getReason());
            } catch (IllegalArgumentException e) {
                link.reject("a malformed end of a lease");
            }
        }
    }
}

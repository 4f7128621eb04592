package sparecore.buyer.market;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Conflict;
import sparecore.buyer.engine.Introduction;
import sparecore.buyer.engine.Market;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.link.ProtocolException;
import sparecore.link.RefusedException;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;
import sparecore.wire.Account;
import sparecore.wire.AmendBid;
import sparecore.wire.CancelBid;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseMatched;
import sparecore.wire.PlaceBid;
import sparecore.wire.RefusalReason;
import sparecore.wire.RenewLease;
import sparecore.wire.ReportResults;
import sparecore.wire.ShownResult;

/**
 * The link to the broker: dials until it is there, one of its addresses after the other, and again when it breaks. Lease ends that could not be told are told when it is
 * back; bids are placed again by the engine. Thread-safe.
 */
public final class BrokerLink implements Market, AutoCloseable {
    /** Newcomers' work gets three votes, conflicts a few more. */
    private static final int SELLERS_FOR_ERROR = 5;

    private static final Logger log = LoggerFactory.getLogger(BrokerLink.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    private static final int UNTOLD_ENDS_MAX = 10_000;

    /** When the broker was busy, it is asked again after this, and up to as much more by chance. */
    private static final long ASK_AGAIN_MILLIS = 1_000;

    private final Peers links;
    private volatile BrokerAddress address;
    private final EventSink events;
    private final NodeId self;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final Retry retry;
    private final Map<LeaseId, LeaseEndReason> untoldEnds = new LinkedHashMap<>();
    private @Nullable Link link;
    private boolean closed;
    private volatile Account account = Account.getDefaultInstance();
    private volatile String note = "connecting";

    public BrokerLink(
            Peers links,
            NodeId self,
            BrokerAddress address,
            EventSink events,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this.links = links;
        this.self = self;
        this.address = address;
        this.events = events;
        this.timer = timer;
        this.random = random;
        this.retry = new Retry(random);
    }

    public void start() {
        dial();
    }

    public BrokerAddress address() {
        return address;
    }

    public synchronized boolean isUp() {
        return link != null && link.isOpen();
    }

    /** Why the broker is not there; empty if it is. */
    public String note() {
        return note;
    }

    private void dial() {
        var ignored = links.dial(address.unresolved(), address.key(), new Handler())
                .whenComplete((opened, error) -> {
                    if (error != null) {
                        down(String.valueOf(unwrap(error).getMessage()));
                    }
                });
    }

    private synchronized void up(Link opened) {
        link = opened;
        note = "";
        retry.succeeded();
        log.info("connected to the broker {}", address);
        events.deliver(Buying::brokerUp);
        new LinkedHashMap<>(untoldEnds).forEach(this::tellEnd);
    }

    private synchronized void down(String why) {
        link = null;
        if (closed) {
            return;
        }
        address = address.next();
        if (!why.equals(note)) {
            log.warn("no broker: {}", why);
        }
        note = why;
        events.deliver(core -> core.brokerDown(why));
        timer.schedule(this::dial, retry.nextDelayMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized @Nullable Link open() {
        return link;
    }

    /** Asks; without a link the answer is a failure at once. */
    private CompletableFuture<Frame> ask(Frame.Builder question) {
        Link current = open();
        return current == null
                ? CompletableFuture.failedFuture(new java.io.IOException("the broker is not connected: " + note))
                : current.request(question, ANSWER_WITHIN);
    }

    /** Asks the broker on the owner's behalf; without a link the answer is a failure at once. */
    public CompletableFuture<Frame> passOn(Frame.Builder question) {
        return ask(question);
    }

    /** What this node's account holds, as the broker says now. */
    public CompletableFuture<Account> account() {
        return ask(Frame.newBuilder().setGetAccount(GetAccount.getDefaultInstance()))
                .thenApply(answer -> {
                    account = answer.getAccount();
                    return account;
                });
    }

    /** One more than must agree, so that a seller that is lost does not hold up all. */
    private static int sellersLeast(Acceptance rule) {
        return rule.match(new Acceptance.Cases<>() {
            @Override
            public Integer replicas(Quorum quorum) {
                return quorum.replicas() + 1;
            }

            @Override
            public Integer error(Terms terms) {
                return SELLERS_FOR_ERROR;
            }
        });
    }

    @Override
    public void placeBid(JobSpec job) {
        PlaceBid.Builder bid = PlaceBid.newBuilder()
                .setBidId(job.id().toWire())
                .setPriceMost(job.priceMost().micro())
                .setSlots(job.slots())
                .setMemoryBytesPerSlot(job.limits().memoryBytes())
                .setCap(job.cap().micro())
                .setSellersLeast(sellersLeast(job.rule()))
                .setAbiValue(job.needs().abi().number())
                .setCpuLevel(job.needs().cpuLevel())
                .setAsksCpuid(job.needs().asksCpuid())
                .setDeadlineMillis(job.deadlineMillis());
        var ignored = ask(Frame.newBuilder().setPlaceBid(bid)).whenComplete((answer, error) -> {
            if (error == null) {
                events.deliver(core -> core.bidPlaced(job.id()));
            } else if (isConflict(error)) {
                // The ids of bids are drawn at random: this one is ours, from before it was amended.
                amendBid(job);
                events.deliver(core -> core.bidPlaced(job.id()));
            } else if (isFinal(error)) {
                String why = explain((RefusedException) unwrap(error), job);
                events.deliver(core -> core.bidRefused(job.id(), why));
            } else {
                askAgainLater(job.id(), error);
            }
        });
    }

    @Override
    public void amendBid(JobSpec job) {
        AmendBid.Builder terms = AmendBid.newBuilder()
                .setBidId(job.id().toWire())
                .setPriceMost(job.priceMost().micro())
                .setSlots(job.slots())
                .setCap(job.cap().micro())
                .setDeadlineMillis(job.deadlineMillis());
        var ignored = ask(Frame.newBuilder().setAmendBid(terms)).whenComplete((answer, error) -> {
            if (error == null) {
                events.deliver(core -> core.bidAmended(job.id(), ""));
            } else if (isFinal(error)) {
                String why = explain((RefusedException) unwrap(error), job);
                events.deliver(core -> core.bidAmended(job.id(), why));
            } else {
                later(() -> amendBid(job));
            }
        });
    }

    private static boolean isConflict(Throwable error) {
        return unwrap(error) instanceof RefusedException refused
                && refused.reason() == RefusalReason.REFUSAL_REASON_CONFLICT;
    }

    /** Whether the broker has refused, and would do so again. */
    private static boolean isFinal(Throwable error) {
        return unwrap(error) instanceof RefusedException refused
                && refused.reason() != RefusalReason.REFUSAL_REASON_BUSY
                && refused.reason() != RefusalReason.REFUSAL_REASON_LIMIT;
    }

    private static String explain(RefusedException refused, JobSpec job) {
        return refused.reason() == RefusalReason.REFUSAL_REASON_NO_CREDITS
                ? "the account lacks the " + job.cap()
                        + " credits to hold: ask the operator for credits, or lower --cap"
                : String.valueOf(refused.getMessage());
    }

    /** When the link is down the engine waits for it; when the broker was only busy, the engine is reminded. */
    private void askAgainLater(JobId job, Throwable error) {
        String why = String.valueOf(unwrap(error).getMessage());
        later(() -> events.deliver(core -> core.bidDelayed(job, why)));
    }

    private synchronized void later(Runnable task) {
        if (!closed && isUp()) {
            timer.schedule(task, ASK_AGAIN_MILLIS + random.nextLong(ASK_AGAIN_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void cancelBid(JobId job) {
        var ignored = ask(Frame.newBuilder().setCancelBid(CancelBid.newBuilder().setBidId(job.toWire())))
                .whenComplete((answer, error) -> {
                    if (error == null || isFinal(error)) {
                        events.deliver(core -> core.bidClosed(job));
                    } else {
                        askAgainLater(job, error);
                    }
                });
    }

    /** A broker that cannot be asked now is asked again while the lease lasts. */
    @Override
    public void renewLease(LeaseId lease) {
        var ignored = ask(Frame.newBuilder()
                        .setRenewLease(RenewLease.newBuilder().setLeaseId(lease.toWire())))
                .whenComplete((answer, error) -> {
                    if (error != null && unwrap(error) instanceof RefusedException refused) {
                        String why = String.valueOf(refused.getMessage());
                        events.deliver(core -> core.leaseNotRenewed(lease, why));
                    }
                });
    }

    @Override
    public synchronized void endLease(LeaseId lease, LeaseEndReason reason) {
        if (untoldEnds.size() < UNTOLD_ENDS_MAX) {
            untoldEnds.put(lease, reason);
        }
        tellEnd(lease, reason);
    }

    @Override
    public void report(Conflict conflict) {
        ReportResults.Builder report = ReportResults.newBuilder()
                .setCommandId(ByteString.copyFrom(conflict.command().toBytes()));
        conflict.accepted().forEach(shown -> report.addAccepted(message(shown)));
        conflict.wrong().forEach(shown -> report.addWrong(message(shown)));
        var ignored = ask(Frame.newBuilder().setReportResults(report)).exceptionally(error -> {
            log.info("the broker did not take a report: {}", unwrap(error).getMessage());
            return Frame.getDefaultInstance();
        });
    }

    private static ShownResult message(Conflict.Shown shown) {
        return ShownResult.newBuilder()
                .setSeller(shown.seller().toWire())
                .setResult(shown.result())
                .build();
    }

    private void tellEnd(LeaseId lease, LeaseEndReason reason) {
        var ignored = ask(Frame.newBuilder()
                        .setEndLease(
                                EndLease.newBuilder().setLeaseId(lease.toWire()).setReason(reason)))
                .whenComplete((answer, error) -> {
                    if (error == null || isFinal(error)) {
                        told(lease);
                    } else {
                        later(() -> tellEnd(lease, reason));
                    }
                });
    }

    private synchronized void told(LeaseId lease) {
        untoldEnds.remove(lease);
    }

    private synchronized boolean isEnding(LeaseId lease) {
        return untoldEnds.containsKey(lease);
    }

    private static Throwable unwrap(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (link != null) {
            link.close("the buyer stops");
        }
    }

    /** The broker's pushes. */
    private final class Handler implements LinkHandler {
        private static final int EVENT_BYTES = 1_000;
        private static final int CLUSTER_BYTES_MAX = 32;
        private final Intake intake = new Intake(events);

        @Override
        public void opened(Link opened) {
            up(opened);
        }

        @Override
        public void received(Link from, Frame frame) throws ProtocolException {
            switch (frame.getBodyCase()) {
                case LEASE_MATCHED -> matched(from, frame.getLeaseMatched());
                case LEASE_ENDED -> {
                    LeaseId lease = LeaseId.fromWire(frame.getLeaseEnded().getLeaseId());
                    LeaseEndReason reason = frame.getLeaseEnded().getReason();
                    intake.tell(from, EVENT_BYTES, core -> core.leaseEnded(lease, reason));
                }
                case BID_EXPIRED -> {
                    JobId job = JobId.fromWire(frame.getBidExpired().getBidId());
                    intake.tell(from, EVENT_BYTES, core -> core.bidExpired(job));
                }
                default -> throw new ProtocolException("a broker does not say " + frame.getBodyCase());
            }
        }

        private void matched(Link from, LeaseMatched message) throws ProtocolException {
            try {
                SignedTicket ticket = SignedTicket.verify(message.getTicket(), address.key());
                if (!ticket.ticket().buyer().equals(self)) {
                    throw new ProtocolException("a ticket for another buyer");
                }
                if (!isEnding(ticket.ticket().lease())) {
                    Introduction seller = introduction(message);
                    intake.tell(from, EVENT_BYTES, core -> core.leaseMatched(ticket, seller));
                }
            } catch (BadSignedMessageException e) {
                throw new ProtocolException("a bad ticket from the broker", e);
            }
        }

        private static Introduction introduction(LeaseMatched message) throws ProtocolException {
            if (message.getCluster().size() > CLUSTER_BYTES_MAX) {
                throw new ProtocolException("a cluster's name is too long");
            }
            return new Introduction(
                    HexFormat.of().formatHex(message.getCluster().toByteArray()), message.getSellerPoints());
        }

        @Override
        public void closed(Link gone, String reason) {
            down(reason);
        }
    }
}

package sparecore.seller.market;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.home.BrokerAddress;
import sparecore.link.Link;
import sparecore.link.LinkClosedException;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.link.ProtocolException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/**
 * Keeps one link to the broker open: DIALLING → OPEN → WAITING (a little longer each time) → DIALLING, at the broker's next address. A broker with the wrong key
 * ends it: what answers there is not the broker that this seller was told to trust. On the market's thread only.
 */
final class BrokerLink {
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** How {@link Link} names a peer whose key is not the expected one. */
    private static final String WRONG_KEY = "the wrong key";

    /** What the link is for. On the market's thread. */
    interface User {
        void opened();

        void lost(String reason, long retryMillis);

        void received(Frame frame);
    }

    private final Peers links;
    private BrokerAddress broker;
    private final ScheduledExecutorService thread;
    private final Backoff backoff;
    private final User user;
    private final CompletableFuture<Failure> fatal = new CompletableFuture<>();
    private @Nullable Link link;
    private boolean stopped;

    BrokerLink(Peers links, BrokerAddress broker, ScheduledExecutorService thread, RandomGenerator random, User user) {
        this.links = links;
        this.broker = broker;
        this.thread = thread;
        this.backoff = new Backoff(random);
        this.user = user;
    }

    /** Completes when it makes no sense to go on. */
    CompletableFuture<Failure> fatal() {
        return fatal;
    }

    boolean isOpen() {
        return link != null;
    }

    /** Where the broker is dialled, or was reached. */
    BrokerAddress address() {
        return broker;
    }

    void dial() {
        if (stopped) {
            return;
        }
        var ignored = links.dial(broker.unresolved(), broker.key(), new Handler())
                .whenComplete((opened, error) -> thread.execute(() -> {
                    if (error != null) {
                        failed(
                                error instanceof CompletionException && error.getCause() != null
                                        ? error.getCause()
                                        : error);
                    }
                }));
    }

    private void failed(Throwable error) {
        String reason = String.valueOf(error.getMessage());
        if (error instanceof LinkClosedException && reason.startsWith(WRONG_KEY)) {
            stopped = true;
            fatal.complete(new Failure(
                    ExitCode.MARKET,
                    "the broker at " + broker.host() + ":" + broker.port() + " has " + reason
                            + ": check --broker KEY@HOST:PORT against what `sparecore broker run` prints"));
            return;
        }
        retry(reason);
    }

    private void retry(String reason) {
        if (stopped) {
            return;
        }
        broker = broker.next();
        long waitMillis = backoff.next();
        user.lost(reason, waitMillis);
        var ignored = thread.schedule(this::dial, waitMillis, TimeUnit.MILLISECONDS);
    }

    /** Asks the broker; fails at once where there is no link. The answer comes on the market's thread. */
    CompletableFuture<Frame> request(Frame.Builder frame) {
        Link open = link;
        if (open == null) {
            return CompletableFuture.failedFuture(new LinkClosedException("the broker cannot be reached now"));
        }
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        var ignored = open.request(frame, ANSWER_TIMEOUT)
                .whenComplete((reply, error) -> thread.execute(() -> {
                    if (error != null) {
                        answer.completeExceptionally(error);
                        return;
                    }
                    answer.complete(reply);
                }));
        return answer;
    }

    /** Breaks a link on which the broker said what it must not. */
    void reject(String reason) {
        if (link != null) {
            link.close(reason);
        }
    }

    /** Says good-bye; nothing is dialled any more. */
    void stop(String reason) {
        stopped = true;
        reject(reason);
    }

    private final class Handler implements LinkHandler {
        @Override
        public void opened(Link opened) {
            thread.execute(() -> {
                link = opened;
                backoff.reset();
                user.opened();
            });
        }

        @Override
        public void received(Link from, Frame frame) throws ProtocolException {
            if (from.peerRole() != Role.ROLE_BROKER) {
                throw new ProtocolException("a peer that is not a broker");
            }
            thread.execute(() -> user.received(frame));
        }

        @Override
        public void closed(Link closed, String reason) {
            thread.execute(() -> {
                link = null;
                retry(reason);
            });
        }
    }
}

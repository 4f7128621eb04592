package sparecore.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.identity.NodeId;
import sparecore.wire.Frame;
import sparecore.wire.Goodbye;
import sparecore.wire.Hello;
import sparecore.wire.Ping;
import sparecore.wire.Pong;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/**
 * One connection on its event loop. States, in order: CONNECTED (TLS under way) → GREETED (the peer's key is right, our greeting
 * is sent) → OPEN (its greeting fits) → LEAVING (our good-bye is under way, and what still comes in is thrown away) → CLOSED. From
 * LEAVING on nothing is delivered, and the peer has {@link #GOODBYE_MILLIS} to read the good-bye and close. Every state goes to CLOSED on an error, a
 * timeout or the peer's leaving; a peer that breaks the protocol after its key was checked gets a good-bye that says so.
 */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger log = LoggerFactory.getLogger(NettyLink.class);

    /** The versions of the protocol that this build speaks. */
    private static final int VERSION_LEAST = 4;

    private static final int VERSION_MOST = 4;
    private static final int REASON_LENGTH_MAX = 300;
    private static final int LISTENS_LENGTH_MAX = 300;

    /** A peer that does not read cannot hold a link open. */
    private static final long GOODBYE_MILLIS = 1_000;

    private enum State {
        CONNECTED,
        GREETED,
        OPEN,
        LEAVING,
        CLOSED
    }

    private final Channel channel;
    private final SslHandler secure;
    private final FrameDecoder decoder;
    private final FrameEncoder encoder;
    private final IdleStateHandler silence;
    private final Duration openTimeout;
    private final ChannelFutureListener sent = this::onSent;
    private final LinkHandler handler;
    private final Hello greeting;
    private final @Nullable NodeId expectedPeer;
    private final CompletableFuture<Link> opening = new CompletableFuture<>();
    private final Pending pending = new Pending();
    private volatile State state = State.CONNECTED;
    private boolean wasOpened;
    private boolean isOpeningLimited;
    private @Nullable String closeReason;
    private volatile @Nullable NodeId peer;
    private volatile Role peerRole = Role.ROLE_UNSPECIFIED;
    private volatile String peerListens = "";

    /** @param greeting without the versions, which are this class's own */
    NettyLink(
            Channel channel,
            SslHandler secure,
            FrameDecoder decoder,
            FrameEncoder encoder,
            IdleStateHandler silence,
            LinkHandler handler,
            Hello greeting,
            @Nullable NodeId expectedPeer,
            Duration openTimeout) {
        this.channel = channel;
        this.secure = secure;
        this.decoder = decoder;
        this.encoder = encoder;
        this.silence = silence;
        this.openTimeout = openTimeout;
        this.handler = handler;
        this.expectedPeer = expectedPeer;
        this.greeting = greeting.toBuilder()
                .setVersionLeast(VERSION_LEAST)
                .setVersionMost(VERSION_MOST)
                .build();
    }

    Channel channel() {
        return channel;
    }

    /**
     * Ends this link but not its connection, whose bytes, decrypted, are another's from then on. Nothing more comes to the handler. On
     * the event loop, at once if that is where it is called.
     *
     * @param lastWords what is still sent as frames
     * @param taken adds to the pipeline what takes the bytes
     * @param failed told why, if the link is not open any more
     */
    void handOver(Runnable lastWords, Runnable taken, Consumer<String> failed) {
        if (!channel.eventLoop().inEventLoop()) {
            try {
                channel.eventLoop().execute(() -> handOver(lastWords, taken, failed));
            } catch (RejectedExecutionException stopped) {
                failed.accept("the link is closed");
            }
            return;
        }
        if (state != State.OPEN || !channel.isActive()) {
            failed.accept(reasonOr("the link is closed"));
            return;
        }
        lastWords.run();
        state = State.CLOSED;
        pending.failAll("the link was handed over");
        channel.pipeline().remove(this);
        channel.pipeline().remove(encoder);
        channel.pipeline().remove(silence);
        taken.run();
        // Last: what it has of the peer's next bytes goes to those who are now behind it.
        channel.pipeline().remove(decoder);
    }

    /** Completes when the link is open, or fails with the reason why it never will be. */
    CompletableFuture<Link> opening() {
        return opening;
    }

    @Override
    public NodeId peer() {
        NodeId known = peer;
        if (known == null) {
            throw new IllegalStateException("the peer is known once the link is open");
        }
        return known;
    }

    @Override
    public Role peerRole() {
        return peerRole;
    }

    @Override
    public String peerListens() {
        return peerListens;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address
                : InetSocketAddress.createUnresolved("unknown", 0);
    }

    @Override
    public void send(Frame.Builder frame) {
        // A loop that stops has closed its links, and would complain of a listener that it cannot tell any more.
        if (state == State.LEAVING
                || state == State.CLOSED
                || channel.eventLoop().isShuttingDown()) {
            return;
        }
        channel.writeAndFlush(frame.build()).addListener(sent);
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue != null && queue.totalPendingWriteBytes() > LinkLimits.SEND_QUEUE_HARD_BYTES) {
            later(() -> shut("the peer does not read: its send queue is full"));
        }
    }

    private void onSent(ChannelFuture written) {
        if (!written.isSuccess()) {
            later(() -> shut("cannot send: " + written.cause().getMessage()));
        }
    }

    /** On the event loop, but not inside a call of the handler's. Does nothing once the loop has stopped, all links being closed. */
    private void later(Runnable task) {
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException stopped) {
            log.debug("the event loop has stopped", stopped);
        }
    }

    @Override
    public CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        try {
            channel.eventLoop().execute(() -> ask(frame, timeout, answer));
        } catch (RejectedExecutionException stopped) {
            answer.completeExceptionally(new LinkClosedException("the link is closed"));
        }
        return answer;
    }

    private void ask(Frame.Builder frame, Duration timeout, CompletableFuture<Frame> answer) {
        if (state == State.LEAVING || state == State.CLOSED) {
            answer.completeExceptionally(new LinkClosedException(reasonOr("the link is closed")));
            return;
        }
        long number = pending.add(answer);
        if (number == 0) {
            answer.completeExceptionally(new RefusedException(Refusal.newBuilder()
                    .setReason(RefusalReason.REFUSAL_REASON_LIMIT)
                    .setText("too many unanswered requests on this link")
                    .build()));
            return;
        }
        var expiry = channel.eventLoop()
                .schedule(
                        () -> answer.completeExceptionally(new TimeoutException("no answer within " + timeout)),
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        // Also when the asker itself stopped waiting: a request that nobody waits for must not count any more.
        var ignored = answer.whenComplete((reply, error) -> {
            expiry.cancel(false);
            later(() -> pending.remove(number));
        });
        send(frame.setRequest(number));
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void setReading(boolean reading) {
        if (state == State.LEAVING || state == State.CLOSED) {
            return;
        }
        if (reading) {
            // What the peer sent meanwhile has not been read yet: its silence counts from now.
            later(silence::resetReadTimeout);
        }
        channel.config().setAutoRead(reading);
    }

    @Override
    public void setFrameBytesMax(int bytes) {
        later(() -> decoder.setFrameBytesMax(bytes));
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN && channel.isActive();
    }

    @Override
    public void close(String reason) {
        later(() -> leave(reason));
    }

    /** Says good-bye and takes nothing more from the peer. On the event loop. */
    private void leave(String reason) {
        if (state == State.LEAVING || state == State.CLOSED) {
            return;
        }
        boolean canSpeak = state != State.CONNECTED;
        state = State.LEAVING;
        closeReason = reason;
        decoder.stop();
        if (!canSpeak) {
            later(() -> shut(reason));
            return;
        }
        Frame goodbye = Frame.newBuilder()
                .setGoodbye(Goodbye.newBuilder().setReason(Printable.of(reason, REASON_LENGTH_MAX)))
                .build();
        // Closing while the peer's bytes lie unread would reset the connection, and the good-bye could be lost with it
        // (RFC 1122,
        // section 4.2.2.13): the peer closes when it has read it.
        channel.writeAndFlush(goodbye);
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> shut(reason), GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A connection that carries another may be there already. */
    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (channel.isActive()) {
            limitOpening();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        limitOpening();
        context.fireChannelActive();
    }

    private void limitOpening() {
        if (isOpeningLimited) {
            return;
        }
        isOpeningLimited = true;
        channel.eventLoop().schedule(this::giveUpOpening, openTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                greet();
            } else {
                shut(byProxy(handshake.cause())
                        .orElse("TLS failed: " + handshake.cause().getMessage()));
            }
            return;
        }
        if (event instanceof IdleStateEvent idle) {
            onIdle(idle.state());
            return;
        }
        super.userEventTriggered(context, event);
    }

    /** What the SOCKS proxy said, if it is to blame. */
    private static Optional<String> byProxy(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProxyConnectException) {
                return Optional.of("the SOCKS proxy did not connect: " + cause.getMessage());
            }
        }
        return Optional.empty();
    }

    private void greet() throws ProtocolException {
        NodeId proved = Identity.peerOf(secure.engine().getSession());
        if (expectedPeer != null && !expectedPeer.equals(proved)) {
            throw new ProtocolException("the wrong key: expected " + expectedPeer.shortForm() + " (" + expectedPeer
                    + "), but " + proved.shortForm() + " (" + proved + ") answered");
        }
        peer = proved;
        state = State.GREETED;
        send(Frame.newBuilder().setHello(greeting));
    }

    private void onIdle(IdleState idle) {
        if (state != State.OPEN) {
            // Until then the opening has its own timeout.
            return;
        }
        if (idle == IdleState.READER_IDLE) {
            // Silence that we asked for, by not reading, says nothing about the peer.
            if (channel.config().isAutoRead()) {
                shut("the peer has been silent for too long");
            }
            return;
        }
        // Behind a full queue a ping would only make it longer.
        if (channel.isWritable() && !isAboutToBeHandedOver()) {
            send(Frame.newBuilder().setPing(Ping.getDefaultInstance()));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws ProtocolException {
        Frame frame = (Frame) message;
        switch (state) {
            case CONNECTED -> throw new ProtocolException("a message before the handshake");
            case GREETED -> open(frame);
            case OPEN -> onFrame(frame);
            case LEAVING, CLOSED -> {}
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state == State.OPEN) {
            handler.caughtUp(this);
        }
        context.fireChannelReadComplete();
    }

    private void open(Frame frame) throws ProtocolException {
        if (frame.getBodyCase() == Frame.BodyCase.GOODBYE) {
            shut(theySaid(frame));
            return;
        }
        if (frame.getBodyCase() != Frame.BodyCase.HELLO) {
            throw new ProtocolException("a message before the greeting");
        }
        Hello hello = frame.getHello();
        int least = hello.getVersionLeast();
        int most = hello.getVersionMost();
        if (Integer.compareUnsigned(most, VERSION_LEAST) < 0 || Integer.compareUnsigned(least, VERSION_MOST) > 0) {
            throw new ProtocolException("the peer speaks protocol versions " + Integer.toUnsignedString(least) + " to "
                    + Integer.toUnsignedString(most) + ", this program " + VERSION_LEAST + " to " + VERSION_MOST
                    + ": the older of the two needs an update");
        }
        if (hello.getListens().length() > LISTENS_LENGTH_MAX) {
            throw new ProtocolException("an address that is too long");
        }
        peerListens = hello.getListens();
        peerRole = hello.getRole();
        state = State.OPEN;
        wasOpened = true;
        handler.opened(this);
        opening.complete(this);
    }

    private void onFrame(Frame frame) throws ProtocolException {
        switch (frame.getBodyCase()) {
            case HELLO -> throw new ProtocolException("a second greeting");
            case PING -> answerPing();
            case PONG -> {}
            case GOODBYE -> shut(theySaid(frame));
            default -> {
                if (frame.getReplyTo() != 0) {
                    pending.complete(frame);
                } else {
                    deliver(frame);
                }
            }
        }
    }

    /** A frame that is under way when the connection becomes a stream would be taken for a part of that. */
    private boolean isAboutToBeHandedOver() {
        return peerRole == Role.ROLE_RELAYED || greeting.getRole() == Role.ROLE_RELAYED;
    }

    /** A peer that does not read what it was sent already hears from us enough, and must not make the queue longer. */
    private void answerPing() {
        if (channel.isWritable() && !isAboutToBeHandedOver()) {
            send(Frame.newBuilder().setPong(Pong.getDefaultInstance()));
        }
    }

    /** A handler builds values from what the frame holds; one that cannot be built is the peer's fault. */
    private void deliver(Frame frame) throws ProtocolException {
        try {
            handler.received(this, frame);
        } catch (IllegalArgumentException malformed) {
            throw new ProtocolException(
                    "a malformed " + frame.getBodyCase() + ": " + malformed.getMessage(), malformed);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (state == State.OPEN && channel.isWritable()) {
            handler.writable(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof io.netty.handler.codec.DecoderException && cause.getCause() != null
                ? cause.getCause()
                : cause;
        if (!(root instanceof ProtocolException) && !(root instanceof java.io.IOException)) {
            log.warn("a link to {} broke on an error of our own", channel.remoteAddress(), root);
        }
        String reason = byProxy(root).orElse(String.valueOf(root.getMessage()));
        if (root instanceof ProtocolException) {
            leave(reason);
            return;
        }
        shut(reason);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        shut("the connection was lost");
    }

    private void giveUpOpening() {
        if (state == State.CONNECTED || state == State.GREETED) {
            shut("the peer did not finish its greeting in time");
        }
    }

    /** The only way into CLOSED. On the event loop. */
    private void shut(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        decoder.stop();
        String why = Printable.of(reasonOr(reason), REASON_LENGTH_MAX);
        channel.close();
        pending.failAll(why);
        opening.completeExceptionally(new LinkClosedException(why));
        if (wasOpened) {
            handler.closed(this, why);
        }
    }

    private String reasonOr(String fallback) {
        return closeReason == null ? fallback : closeReason;
    }

    private static String theySaid(Frame goodbye) {
        return "the peer said: " + goodbye.getGoodbye().getReason();
    }
}

package sparecore.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.identity.NodeId;
import sparecore.wire.Frame;
import sparecore.wire.Goodbye;
import sparecore.wire.Hello;
import sparecore.wire.Ping;
import sparecore.wire.Pong;
import sparecore.wire.Role;

/**
 * One connection on its event loop. States, in order: CONNECTED (TLS under way) → GREETED (the peer's key is right, our greeting
 * is sent) → OPEN (its greeting fits) → CLOSED. Every state goes to CLOSED on an error, a timeout or the peer's leaving.
 */
final class NettyLink extends ChannelInboundHandlerAdapter implements Link {
    private static final Logger log = LoggerFactory.getLogger(NettyLink.class);

    /** The versions of the protocol that this build speaks. */
    private static final int VERSION_LEAST = 1;

    private static final int VERSION_MOST = 1;
    private static final int REASON_LENGTH_MAX = 300;

    private enum State {
        CONNECTED,
        GREETED,
        OPEN,
        CLOSED
    }

    private final Channel channel;
    private final FrameDecoder decoder;
    private final LinkHandler handler;
    private final Hello greeting;
    private final @Nullable NodeId expectedPeer;
    private final CompletableFuture<Link> opening = new CompletableFuture<>();
    private final Pending pending = new Pending();
    private State state = State.CONNECTED;
    private @Nullable String closeReason;
    private volatile @Nullable NodeId peer;
    private volatile Role peerRole = Role.ROLE_UNSPECIFIED;

    NettyLink(
            Channel channel,
            FrameDecoder decoder,
            LinkHandler handler,
            Role role,
            String software,
            @Nullable NodeId expectedPeer,
            Duration openTimeout) {
        this.channel = channel;
        this.decoder = decoder;
        this.handler = handler;
        this.expectedPeer = expectedPeer;
        this.greeting = Hello.newBuilder()
                .setVersionLeast(VERSION_LEAST)
                .setVersionMost(VERSION_MOST)
                .setRole(role)
                .setSoftware(software)
                .build();
        channel.eventLoop().schedule(this::giveUpOpening, openTimeout.toMillis(), TimeUnit.MILLISECONDS);
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
    public InetSocketAddress remoteAddress() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address
                : InetSocketAddress.createUnresolved("unknown", 0);
    }

    @Override
    public void send(Frame.Builder frame) {
        channel.writeAndFlush(frame.build(), channel.voidPromise());
        Channel.Unsafe unsafe = channel.unsafe();
        if (!channel.isWritable()
                && unsafe.outboundBuffer() != null
                && unsafe.outboundBuffer().totalPendingWriteBytes() > LinkLimits.SEND_QUEUE_HARD_BYTES) {
            channel.eventLoop().execute(() -> shut("the peer does not read: its send queue is full"));
        }
    }

    @Override
    public CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        channel.eventLoop().execute(() -> ask(frame, timeout, answer));
        return answer;
    }

    private void ask(Frame.Builder frame, Duration timeout, CompletableFuture<Frame> answer) {
        if (state == State.CLOSED) {
            answer.completeExceptionally(new LinkClosedException(reasonOr("the link is closed")));
            return;
        }
        long number = pending.add(answer);
        if (number == 0) {
            answer.completeExceptionally(new LinkClosedException("too many unanswered requests on this link"));
            return;
        }
        var expiry = channel.eventLoop()
                .schedule(
                        () -> {
                            CompletableFuture<Frame> late = pending.remove(number);
                            if (late != null) {
                                late.completeExceptionally(new TimeoutException("no answer within " + timeout));
                            }
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
        var ignored = answer.whenComplete((reply, error) -> expiry.cancel(false));
        send(frame.setRequest(number));
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    @Override
    public void setFrameBytesMax(int bytes) {
        channel.eventLoop().execute(() -> decoder.setFrameBytesMax(bytes));
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void close(String reason) {
        channel.eventLoop().execute(() -> {
            if (state == State.CLOSED) {
                return;
            }
            closeReason = closeReason == null ? reason : closeReason;
            channel.writeAndFlush(Frame.newBuilder()
                            .setGoodbye(Goodbye.newBuilder().setReason(reason))
                            .build())
                    .addListener(ChannelFutureListener.CLOSE);
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                greet(context);
            } else {
                shut("TLS failed: " + handshake.cause().getMessage());
            }
            return;
        }
        if (event instanceof IdleStateEvent idle) {
            onSilence(idle.state());
            return;
        }
        super.userEventTriggered(context, event);
    }

    private void greet(ChannelHandlerContext context) throws ProtocolException {
        NodeId proved = Identity.peerOf(
                context.pipeline().get(SslHandler.class).engine().getSession());
        if (expectedPeer != null && !expectedPeer.equals(proved)) {
            throw new ProtocolException("the wrong key: expected " + expectedPeer.shortForm() + ", but "
                    + proved.shortForm() + " (" + proved + ") answered");
        }
        peer = proved;
        state = State.GREETED;
        send(Frame.newBuilder().setHello(greeting));
    }

    private void onSilence(IdleState silence) {
        if (silence == IdleState.READER_IDLE) {
            // Silence that we asked for, by not reading, says nothing about the peer.
            if (channel.config().isAutoRead()) {
                shut("the peer has been silent for too long");
            }
            return;
        }
        if (state == State.OPEN) {
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
            case CLOSED -> {}
        }
    }

    private void open(Frame frame) throws ProtocolException {
        if (frame.getBodyCase() == Frame.BodyCase.GOODBYE) {
            throw new ProtocolException(
                    "the peer said: " + printable(frame.getGoodbye().getReason()));
        }
        if (frame.getBodyCase() != Frame.BodyCase.HELLO) {
            throw new ProtocolException("a message before the greeting");
        }
        Hello hello = frame.getHello();
        if (hello.getVersionMost() < VERSION_LEAST || hello.getVersionLeast() > VERSION_MOST) {
            throw new ProtocolException("the peer speaks protocol versions " + hello.getVersionLeast() + " to "
                    + hello.getVersionMost() + ", this program " + VERSION_LEAST + " to " + VERSION_MOST
                    + ": the older of the two needs an update");
        }
        peerRole = hello.getRole();
        state = State.OPEN;
        handler.opened(this);
        opening.complete(this);
    }

    private void onFrame(Frame frame) throws ProtocolException {
        switch (frame.getBodyCase()) {
            case HELLO -> throw new ProtocolException("a second greeting");
            case PING -> send(Frame.newBuilder().setPong(Pong.getDefaultInstance()));
            case PONG -> {}
            case GOODBYE ->
                shut("the peer said: " + printable(frame.getGoodbye().getReason()));
            default -> {
                if (frame.getReplyTo() != 0) {
                    pending.complete(frame);
                } else {
                    handler.received(this, frame);
                }
            }
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
        String reason = String.valueOf(root.getMessage());
        if (root instanceof ProtocolException && state != State.CONNECTED) {
            close(reason);
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
        boolean wasOpen = state == State.OPEN;
        state = State.CLOSED;
        String why = reasonOr(reason);
        channel.close();
        pending.failAll(why);
        opening.completeExceptionally(new LinkClosedException(why));
        if (wasOpen) {
            handler.closed(this, why);
        }
    }

    private String reasonOr(String fallback) {
        return closeReason == null ? fallback : closeReason;
    }

    private static String printable(String text) {
        String cut = text.length() > REASON_LENGTH_MAX ? text.substring(0, REASON_LENGTH_MAX) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}

package sparecore.link;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.wire.Frame;
import sparecore.wire.Hello;
import sparecore.wire.Role;

/** One node's end of all its links: listens and dials with the node's key. Thread-safe; closing it closes every link. */
public final class Links implements Peers, AutoCloseable {
    private static final int FLUSH_AFTER_FRAMES = 64;
    private static final long STOP_MILLIS = 2_000;

    private final Role role;
    private final String software;
    private final LinkLimits limits;
    private final Identity identity;
    private final EventLoopGroup loops;
    private final Outgoing outgoing;
    private final Dialler dialler;
    private volatile String listens = "";

    /** Signatures and key agreements of handshakes, milliseconds each: apart, so that a crowd of diallers cannot stall open links. */
    private final ExecutorService handshakes;

    private final boolean ownsThreads;

    /**
     * @param software what this node calls itself to its peers
     * @throws IOException if the key's certificate cannot be made
     */
    public Links(NodeKey key, Role role, String software, LinkLimits limits, int threads) throws IOException {
        this(key, role, software, limits, threads, Outgoing.STRAIGHT);
    }

    /**
     * @param software what this node calls itself to its peers
     * @param outgoing how it reaches them
     * @throws IOException if the key's certificate cannot be made
     */
    public Links(NodeKey key, Role role, String software, LinkLimits limits, int threads, Outgoing outgoing)
            throws IOException {
        this.role = role;
        this.software = software;
        this.limits = limits;
        this.identity = new Identity(key);
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
        this.handshakes = Executors.newSingleThreadExecutor(new DefaultThreadFactory("handshake", true));
        this.ownsThreads = true;
        this.outgoing = outgoing;
        this.dialler = new Dialler(loops, outgoing.patience(limits.openTimeout()), outgoing.socks());
    }

    private Links(Links host, NodeKey key, InetAddress from) throws IOException {
        this.role = host.role;
        this.software = host.software;
        this.limits = host.limits;
        this.identity = new Identity(key);
        this.loops = host.loops;
        this.handshakes = host.handshakes;
        this.ownsThreads = false;
        this.outgoing = host.outgoing;
        this.dialler = host.dialler.from(from);
    }

    /**
     * Another node on this one's threads, so that one process can be a crowd. Its links end with this one's.
     *
     * @param address of this machine, that it dials from
     */
    public Links crowd(NodeKey key, InetAddress address) throws IOException {
        return new Links(this, key, address);
    }

    /** What peers are told from now on in each link's greeting: where this node can be dialled; empty for nowhere. */
    public void setListens(String address) {
        listens = address;
    }

    /**
     * Listens for peers. Each that proves a key is given to the handler.
     *
     * @param address port 0 for a free one
     * @throws IOException if the port cannot be had; the message says which
     */
    public Listener listen(InetSocketAddress address, LinkHandler handler) throws IOException {
        Connections connections = new Connections(limits);
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, connections, handler);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + Dialler.show(address) + ": "
                            + bound.cause().getMessage()
                            + ". Another program may use the port: choose another with --listen",
                    bound.cause());
        }
        return new Listener(bound.channel());
    }

    private void accept(SocketChannel channel, Connections connections, LinkHandler handler) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            // It left before we looked.
            channel.close();
            return;
        }
        InetAddress address = remote.getAddress();
        if (!connections.enter(address, System.nanoTime())) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> connections.leave(address));
        prepare(channel);
        assemble(channel, identity.forListening(), handler, null, greeting(role));
    }

    /** Off the event loops as far as the peer's name must be looked up. */
    @Override
    public CompletableFuture<Link> dial(InetSocketAddress address, NodeId expectedPeer, LinkHandler handler) {
        return dial(address, expectedPeer, handler, greeting(role));
    }

    private CompletableFuture<Link> dial(
            InetSocketAddress address, NodeId expectedPeer, LinkHandler handler, Hello greeting) {
        CompletableFuture<Link> result = new CompletableFuture<>();
        dialler.dial(
                address,
                channel -> {
                    prepare(channel);
                    forward(
                            assemble(channel, identity.forDialling(), handler, expectedPeer, greeting)
                                    .opening(),
                            result);
                },
                result::completeExceptionally);
        return result;
    }

    @Override
    public CompletableFuture<Link> meet(
            List<InetSocketAddress> relays,
            NodeId relayKey,
            Frame.Builder ask,
            Duration within,
            boolean isDialler,
            NodeId expectedPeer,
            LinkHandler handler) {
        CompletableFuture<Link> first =
                meet(relays.get(0), relayKey, ask.clone(), within, isDialler, expectedPeer, handler);
        if (relays.size() == 1) {
            return first;
        }
        return first.exceptionallyCompose(error -> meet(
                        relays.subList(1, relays.size()), relayKey, ask, within, isDialler, expectedPeer, handler)
                .whenComplete((link, later) -> {
                    if (later != null) {
                        later.addSuppressed(error);
                    }
                }));
    }

    private CompletableFuture<Link> meet(
            InetSocketAddress relay,
            NodeId relayKey,
            Frame.Builder ask,
            Duration within,
            boolean isDialler,
            NodeId expectedPeer,
            LinkHandler handler) {
        CompletableFuture<Link> result = new CompletableFuture<>();
        LinkHandler waiting = new LinkHandler() {
            @Override
            public void opened(Link link) {
                // Asked where the answer must be taken at once: on the link's event loop.
                var ignored = link.request(ask, within).whenComplete((answer, error) -> {
                    if (error != null) {
                        String why = error instanceof TimeoutException
                                ? "the other side did not come to the relay"
                                : String.valueOf(error.getMessage());
                        result.completeExceptionally(new LinkClosedException(why));
                        link.close(why);
                    } else if (answer.getBodyCase() != Frame.BodyCase.RELAY_JOINED) {
                        link.close("expected to be joined");
                    } else {
                        restack((NettyLink) link, isDialler, expectedPeer, handler, result);
                    }
                });
            }

            @Override
            public void received(Link link, Frame frame) throws ProtocolException {
                throw new ProtocolException("a relay does not say " + frame.getBodyCase());
            }

            @Override
            public void closed(Link link, String reason) {
                result.completeExceptionally(new LinkClosedException(reason));
            }
        };
        var ignored = dial(relay, relayKey, waiting, greeting(Role.ROLE_RELAYED))
                .whenComplete((link, error) -> {
                    if (error != null) {
                        result.completeExceptionally(error);
                    }
                });
        return result;
    }

    /** The connection to the relay becomes the one to the peer behind it. On its event loop. */
    private void restack(
            NettyLink relay,
            boolean isDialler,
            NodeId expectedPeer,
            LinkHandler handler,
            CompletableFuture<Link> result) {
        SSLEngine tls = isDialler ? identity.forDialling() : identity.forListening();
        relay.handOver(
                () -> {},
                () -> forward(
                        assemble(relay.channel(), tls, handler, expectedPeer, greeting(role))
                                .opening(),
                        result),
                reason -> result.completeExceptionally(new LinkClosedException(reason)));
    }

    private static void forward(CompletableFuture<Link> from, CompletableFuture<Link> to) {
        var ignored = from.whenComplete((link, error) -> {
            if (error != null) {
                to.completeExceptionally(error);
            } else {
                to.complete(link);
            }
        });
    }

    private Hello greeting(Role as) {
        return Hello.newBuilder()
                .setRole(as)
                .setSoftware(software)
                .setListens(as == role ? listens : "")
                .build();
    }

    private static void prepare(Channel channel) {
        channel.config()
                .setWriteBufferWaterMark(
                        new WriteBufferWaterMark(LinkLimits.SEND_QUEUE_LOW_BYTES, LinkLimits.SEND_QUEUE_HIGH_BYTES));
        channel.config().setMessageSizeEstimator(new FrameSize());
        // Before TLS: behind it, frames that wait for their flush would not count in isWritable.
        channel.pipeline().addLast(new FlushConsolidationHandler(FLUSH_AFTER_FRAMES, true));
    }

    /** Adds a link to the end of the pipeline. */
    private NettyLink assemble(
            Channel channel, SSLEngine tls, LinkHandler handler, @Nullable NodeId expectedPeer, Hello greeting) {
        Duration openTimeout = expectedPeer == null ? limits.openTimeout() : outgoing.patience(limits.openTimeout());
        SslHandler secure = new SslHandler(tls, handshakes);
        secure.setHandshakeTimeoutMillis(openTimeout.toMillis());
        IdleStateHandler silence = new IdleStateHandler(
                limits.silenceMax().toMillis(), limits.pingInterval().toMillis(), 0, TimeUnit.MILLISECONDS);
        FrameDecoder decoder = new FrameDecoder(limits.frameBytesMax());
        FrameEncoder encoder = new FrameEncoder();
        NettyLink link =
                new NettyLink(channel, secure, decoder, encoder, silence, handler, greeting, expectedPeer, openTimeout);
        channel.pipeline().addLast(secure, silence, decoder, encoder, link);
        return link;
    }

    @Override
    public void close() {
        if (!ownsThreads) {
            return;
        }
        dialler.close();
        loops.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_MILLIS);
        handshakes.shutdown();
    }

    /** An open port. */
    public static final class Listener implements AutoCloseable {
        private final Channel channel;

        private Listener(Channel channel) {
            this.channel = channel;
        }

        /** Where it listens; the port is the real one. */
        public InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }

        /** Takes no more connections; open links stay. */
        @Override
        public void close() {
            channel.close().awaitUninterruptibly(STOP_MILLIS);
        }
    }
}

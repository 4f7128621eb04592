package sparecore.link;

import io.netty.bootstrap.Bootstrap;
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
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.wire.Role;

/** One node's end of all its links: listens and dials with the node's key. Thread-safe; closing it closes every link. */
public final class Links implements Dialer, AutoCloseable {
    private static final int FLUSH_AFTER_FRAMES = 64;
    private static final long STOP_MILLIS = 2_000;

    private final Role role;
    private final String software;
    private final LinkLimits limits;
    private final Identity identity;
    private final EventLoopGroup loops;

    /** Signatures and key agreements of handshakes, milliseconds each: apart, so that a crowd of diallers cannot stall open links. */
    private final ExecutorService handshakes =
            Executors.newSingleThreadExecutor(new DefaultThreadFactory("handshake", true));

    /**
     * @param software what this node calls itself to its peers
     * @throws IOException if the key's certificate cannot be made
     */
    public Links(NodeKey key, Role role, String software, LinkLimits limits, int threads) throws IOException {
        this.role = role;
        this.software = software;
        this.limits = limits;
        this.identity = new Identity(key);
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("link", true), NioIoHandler.newFactory());
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
                    "cannot listen on " + show(address) + ": " + bound.cause().getMessage()
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
        assemble(channel, identity.forListening(), handler, null);
    }

    @Override
    public CompletableFuture<Link> dial(InetSocketAddress address, NodeId expectedPeer, LinkHandler handler) {
        if (loops.isShuttingDown()) {
            return CompletableFuture.failedFuture(
                    new IOException("cannot reach " + show(address) + ": this node is closed"));
        }
        CompletableFuture<Link> result = new CompletableFuture<>();
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        limits.openTimeout().toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        forward(
                                assemble(channel, identity.forDialling(), handler, expectedPeer)
                                        .opening(),
                                result);
                    }
                })
                .connect(
                        address.isUnresolved()
                                ? new InetSocketAddress(address.getHostString(), address.getPort())
                                : address)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        result.completeExceptionally(new IOException(
                                "cannot reach " + show(address) + ": "
                                        + connected.cause().getMessage(),
                                connected.cause()));
                    }
                });
        return result;
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

    private NettyLink assemble(Channel channel, SSLEngine tls, LinkHandler handler, @Nullable NodeId expectedPeer) {
        channel.config()
                .setWriteBufferWaterMark(
                        new WriteBufferWaterMark(LinkLimits.SEND_QUEUE_LOW_BYTES, LinkLimits.SEND_QUEUE_HIGH_BYTES));
        channel.config().setMessageSizeEstimator(new FrameSize());
        SslHandler secure = new SslHandler(tls, handshakes);
        secure.setHandshakeTimeoutMillis(limits.openTimeout().toMillis());
        IdleStateHandler silence = new IdleStateHandler(
                limits.silenceMax().toMillis(), limits.pingInterval().toMillis(), 0, TimeUnit.MILLISECONDS);
        FrameDecoder decoder = new FrameDecoder(limits.frameBytesMax());
        NettyLink link =
                new NettyLink(channel, decoder, silence, handler, role, software, expectedPeer, limits.openTimeout());
        channel.pipeline()
                // Before TLS: behind it, frames that wait for their flush would not count in isWritable.
                .addLast(new FlushConsolidationHandler(FLUSH_AFTER_FRAMES, true))
                .addLast(secure)
                .addLast(silence)
                .addLast(decoder)
                .addLast(new FrameEncoder())
                .addLast(link);
        return link;
    }

    private static String show(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    @Override
    public void close() {
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

package sparecore.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sparecore.terminal.HostPort;

/**
 * Opens connections, straight or through a SOCKS 5 proxy (RFC 1928), which then looks names up itself: nothing of a name leaves this
 * machine by another way. Without a proxy names are looked up on threads of their own, never on an event loop, and each address of a
 * name is tried in turn. Thread-safe.
 */
final class Dialler implements AutoCloseable {
    private static final int LOOKUP_THREADS = 4;
    private static final int LOOKUPS_WAITING_MAX = 1_000;

    /** Of one name; the rest are not tried. */
    private static final int ADDRESSES_MAX = 4;

    private final EventLoopGroup loops;
    private final Duration timeout;
    private final @Nullable InetSocketAddress socks;
    private final ExecutorService lookups = new ThreadPoolExecutor(
            LOOKUP_THREADS,
            LOOKUP_THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(LOOKUPS_WAITING_MAX),
            new DefaultThreadFactory("lookup", true));

    /**
     * @param timeout of one attempt to connect
     * @param socks the proxy; null for none
     */
    Dialler(EventLoopGroup loops, Duration timeout, @Nullable InetSocketAddress socks) {
        this.loops = loops;
        this.timeout = timeout;
        this.socks = socks;
    }

    /**
     * Connects.
     *
     * @param assemble fills the pipeline of each attempt's channel, the last of which connects
     * @param failed told once if none does
     */
    void dial(InetSocketAddress address, Consumer<SocketChannel> assemble, Consumer<IOException> failed) {
        InetSocketAddress first = socks == null ? address : socks;
        InetAddress literal = literal(first);
        if (literal != null) {
            connect(address, new ArrayDeque<>(), literal, assemble, failed);
            return;
        }
        try {
            lookups.execute(() -> lookUp(address, first.getHostString(), assemble, failed));
        } catch (RejectedExecutionException busy) {
            failed.accept(new IOException(
                    "cannot reach " + show(address) + ": too many names of hosts are being looked up", busy));
        }
    }

    private void lookUp(
            InetSocketAddress address, String name, Consumer<SocketChannel> assemble, Consumer<IOException> failed) {
        try {
            Deque<InetAddress> found = new ArrayDeque<>();
            for (InetAddress each : InetAddress.getAllByName(name)) {
                if (found.size() < ADDRESSES_MAX) {
                    found.add(each);
                }
            }
            connect(address, found, found.remove(), assemble, failed);
        } catch (UnknownHostException e) {
            failed.accept(
                    new IOException("cannot reach " + show(address) + ": the host '" + name + "' is not known", e));
        }
    }

    /** @param next the addresses to try when this one does not answer */
    private void connect(
            InetSocketAddress address,
            Deque<InetAddress> next,
            InetAddress now,
            Consumer<SocketChannel> assemble,
            Consumer<IOException> failed) {
        if (loops.isShuttingDown()) {
            failed.accept(new IOException("cannot reach " + show(address) + ": this node is closed"));
            return;
        }
        InetSocketAddress target = socks == null ? new InetSocketAddress(now, address.getPort()) : bySocks(address);
        new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        if (socks != null) {
                            Socks5ProxyHandler proxy =
                                    new Socks5ProxyHandler(new InetSocketAddress(now, socks.getPort()));
                            proxy.setConnectTimeoutMillis(timeout.toMillis());
                            channel.pipeline().addLast(proxy);
                        }
                        assemble.accept(channel);
                    }
                })
                .connect(target)
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        return;
                    }
                    if (!next.isEmpty()) {
                        connect(address, next, next.remove(), assemble, failed);
                        return;
                    }
                    failed.accept(new IOException(
                            "cannot reach " + show(address)
                                    + (socks == null ? "" : " through the SOCKS proxy " + show(socks)) + ": "
                                    + connected.cause().getMessage(),
                            connected.cause()));
                });
    }

    /** Digits go to the proxy as an address, all else as a name. */
    private static InetSocketAddress bySocks(InetSocketAddress address) {
        InetAddress digits = literal(address);
        return digits == null
                ? InetSocketAddress.createUnresolved(address.getHostString(), address.getPort())
                : new InetSocketAddress(digits, address.getPort());
    }

    /** The address if it is known without a name server. */
    private static @Nullable InetAddress literal(InetSocketAddress address) {
        return address.getAddress() != null
                ? address.getAddress()
                : NetUtil.createInetAddressFromIpAddressString(address.getHostString());
    }

    /** As a log and an error show it. */
    static String show(InetSocketAddress address) {
        return new HostPort(address.getHostString(), address.getPort()).toString();
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}

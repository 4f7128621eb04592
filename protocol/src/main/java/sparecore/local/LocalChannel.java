package sparecore.local;

import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client's gRPC channel to a daemon's Unix socket. Thread-safe. */
public final class LocalChannel implements AutoCloseable {
    private static final long STOP_SECONDS = 2;

    private final EventLoopGroup loops;
    private final ManagedChannel channel;

    private LocalChannel(EventLoopGroup loops, ManagedChannel channel) {
        this.loops = loops;
        this.channel = channel;
    }

    /** Connects at the first call; whether a daemon is there shows then. */
    public static LocalChannel open(Path socket) {
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("local", true), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(loops)
                .negotiationType(NegotiationType.PLAINTEXT)
                // gRPC sets it on every socket; on a Unix socket Netty would warn that there is no such option.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .maxInboundMessageSize(LocalServer.MESSAGE_BYTES_MAX)
                .build();
        return new LocalChannel(loops, channel);
    }

    public ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    }
}

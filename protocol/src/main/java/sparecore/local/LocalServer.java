package sparecore.local;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves gRPC on a Unix socket to processes of this user alone: the socket lies in an owner-only folder, and the kernel's word
 * about the peer ({@code SO_PEERCRED}, unix(7)) is checked before a byte is read.
 */
public final class LocalServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);

    public static final int MESSAGE_BYTES_MAX = 8 << 20;
    private static final int METADATA_BYTES_MAX = 8 << 10;
    private static final int CALLS_MAX = 64;
    private static final long HANDSHAKE_SECONDS_MAX = 5;
    private static final long STOP_SECONDS = 2;

    private final Path socket;
    private final EventLoopGroup loops;
    private final Server server;

    private LocalServer(Path socket, EventLoopGroup loops, Server server) {
        this.socket = socket;
        this.loops = loops;
        this.server = server;
    }

    /**
     * Starts to serve. Handlers run on gRPC's own threads and may block.
     *
     * @param socket in a folder that this process holds alone: what lies there from a dead daemon is removed
     */
    public static LocalServer start(Path socket, List<BindableService> services) throws IOException {
        Files.deleteIfExists(socket);
        UserPrincipal self = self(socket);
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("local", true), NioIoHandler.newFactory());
        NettyServerBuilder builder = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelFactory(() -> {
                    NioServerDomainSocketChannel channel = new NioServerDomainSocketChannel();
                    channel.pipeline().addLast(new SameUser(self));
                    return channel;
                })
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                // gRPC sets it on every socket; on a Unix socket Netty would warn that there is no such option.
                .withChildOption(ChannelOption.SO_KEEPALIVE, null)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                .maxInboundMetadataSize(METADATA_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_MAX)
                .handshakeTimeout(HANDSHAKE_SECONDS_MAX, TimeUnit.SECONDS);
        services.forEach(builder::addService);
        return new LocalServer(socket, loops, builder.build().start());
    }

    /** Who this process is: the owner of a file that it makes. The folder's owner may be another, where this process is root. */
    private static UserPrincipal self(Path socket) throws IOException {
        Files.createFile(socket);
        try {
            return Files.getOwner(socket);
        } finally {
            Files.delete(socket);
        }
    }

    /** Ends all calls and removes the socket. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            Files.deleteIfExists(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("cannot remove the socket {}", socket, e);
        }
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    }

    /** First in the accepting channel's pipeline: closes whoever is another user, before the channel is registered. */
    private static final class SameUser extends ChannelInboundHandlerAdapter {
        private final UserPrincipal self;

        SameUser(UserPrincipal self) {
            this.self = self;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            NioDomainSocketChannel peer = (NioDomainSocketChannel) accepted;
            UnixDomainPrincipal principal =
                    peer.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
            if (principal == null || !principal.user().equals(self)) {
                log.warn("closed a local connection of another user: {}", principal);
                peer.unsafe().closeForcibly();
                return;
            }
            context.fireChannelRead(accepted);
        }
    }
}

package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.link.FakeSocks.Manner;
import sparecore.wire.Role;

/** Names, IPv6, and SOCKS proxies good and bad. */
final class DiallingTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(LOOPBACK, 1);
    private static final LinkLimits IMPATIENT = TwoNodes.limits(
            LinkLimits.MARKET_FRAME_BYTES_MAX, Duration.ofMillis(300), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final NodeKey key = NodeKey.generate(new SecureRandom());
    private final RecordingHandler here = new RecordingHandler();

    private static Links node(NodeKey key, LinkLimits limits, @Nullable InetSocketAddress socks) throws IOException {
        return new Links(key, Role.ROLE_SELLER, "test", limits, 1, new Outgoing(socks));
    }

    private static Links dialler(LinkLimits limits, @Nullable InetSocketAddress socks) throws IOException {
        return node(NodeKey.generate(new SecureRandom()), limits, socks);
    }

    private static Link get(CompletableFuture<Link> link) throws Exception {
        return link.get(20, TimeUnit.SECONDS);
    }

    private void listens(String host, String dialled) throws Exception {
        try (Links listening = node(key, LinkLimits.DEFAULT, null);
                Links dialling = dialler(LinkLimits.DEFAULT, null);
                Links.Listener listener =
                        listening.listen(new InetSocketAddress(InetAddress.getByName(host), 0), here)) {
            int port = listener.address().getPort();

            Link link = get(
                    dialling.dial(InetSocketAddress.createUnresolved(dialled, port), key.id(), new RecordingHandler()));

            assertThat(link.remoteAddress().getAddress()).isEqualTo(InetAddress.getByName(host));
            assertThat(here.awaitLink().isOpen()).isTrue();
        }
    }

    @Test
    void dialsAnIpv6Address() throws Exception {
        listens("::1", "::1");
    }

    /** The name may have an address on which nobody listens: the others are tried. */
    @Test
    void looksANameUp() throws Exception {
        listens("127.0.0.1", "localhost");
    }

    @Test
    void saysWhichNameIsNotKnown() throws Exception {
        try (Links dialling = dialler(LinkLimits.DEFAULT, null)) {
            assertThatThrownBy(() -> get(
                            dialling.dial(InetSocketAddress.createUnresolved("nowhere.invalid", 7), key.id(), here)))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("the host 'nowhere.invalid' is not known");
        }
    }

    @Test
    void leavesNamesToTheProxy() throws Exception {
        try (Links listening = node(key, LinkLimits.DEFAULT, null);
                Links.Listener listener = listening.listen(new InetSocketAddress(LOOPBACK, 0), here);
                FakeSocks socks = new FakeSocks(Manner.HONEST, listener.address());
                Links dialling = dialler(LinkLimits.DEFAULT, socks.address())) {
            Link byName = get(dialling.dial(
                    InetSocketAddress.createUnresolved("hidden.onion", 7700), key.id(), new RecordingHandler()));
            Link byDigits = get(dialling.dial(
                    InetSocketAddress.createUnresolved("192.0.2.7", 7701), key.id(), new RecordingHandler()));

            assertThat(byName.peer()).isEqualTo(key.id());
            assertThat(byDigits.peer()).isEqualTo(key.id());
            assertThat(socks.asked).containsExactly("name hidden.onion:7700", "address 192.0.2.7:7701");
        }
    }

    /** A proxy connects to whom it likes, but cannot prove a key that it does not hold. */
    @Test
    void aProxyThatLiesIsFoundOut() throws Exception {
        try (Links listening = node(key, LinkLimits.DEFAULT, null);
                Links.Listener listener = listening.listen(new InetSocketAddress(LOOPBACK, 0), here);
                FakeSocks socks = new FakeSocks(Manner.HONEST, listener.address());
                Links dialling = dialler(LinkLimits.DEFAULT, socks.address())) {
            NodeId wanted = NodeKey.generate(new SecureRandom()).id();

            assertThatThrownBy(() -> get(dialling.dial(
                            InetSocketAddress.createUnresolved("wanted.example", 7700),
                            wanted,
                            new RecordingHandler())))
                    .hasCauseInstanceOf(LinkClosedException.class)
                    .hasMessageContaining("wrong key");
            assertThat(here.frames).isEmpty();
        }
    }

    private void fails(Manner manner, String message) throws Exception {
        try (FakeSocks socks = new FakeSocks(manner, NOWHERE);
                Links dialling = dialler(IMPATIENT, socks.address())) {
            assertThatThrownBy(() -> get(
                            dialling.dial(InetSocketAddress.createUnresolved("wanted.example", 7700), key.id(), here)))
                    .hasMessageContaining(message);
            assertThat(here.calls).isEmpty();
        }
    }

    @Test
    void aProxyThatRefusesIsQuoted() throws Exception {
        fails(Manner.REFUSING, "the SOCKS proxy did not connect: ");
    }

    @Test
    void aProxyThatHangsIsGivenUp() throws Exception {
        fails(Manner.SILENT, "");
    }

    @Test
    void aProxyThatIsNoneIsGivenUp() throws Exception {
        fails(Manner.BABBLING, "");
    }

    @Test
    void saysThatTheProxyIsGone() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, LOOPBACK)) {
            port = gone.getLocalPort();
        }
        try (Links dialling = dialler(LinkLimits.DEFAULT, new InetSocketAddress(LOOPBACK, port))) {
            assertThatThrownBy(() -> get(dialling.dial(NOWHERE, key.id(), here)))
                    .hasMessageContaining("through the SOCKS proxy localhost:" + port);
        }
    }
}

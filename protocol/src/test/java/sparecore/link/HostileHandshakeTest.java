package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Date;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeKey;

/** Peers that never get as far as an open link: none of them reaches a handler, and honest ones go on. */
final class HostileHandshakeTest {
    private static final LinkLimits HASTY =
            TwoNodes.limits(1 << 16, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final NodeKey key = NodeKey.generate(new SecureRandom());

    private static void assertUnharmed(TwoNodes nodes) throws Exception {
        assertThat(nodes.listening.calls).isEmpty();
        assertThat(nodes.dial().isOpen()).isTrue();
    }

    @Test
    void bytesThatAreNotTlsEndTheConnection() throws Exception {
        long seed = System.nanoTime();
        byte[] random = new byte[100_000];
        new Random(seed).nextBytes(random);
        try (TwoNodes nodes = new TwoNodes()) {
            for (byte[] garbage : new byte[][] {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                random,
                new byte[100_000]
            }) {
                try (Socket socket = connect(nodes)) {
                    writeUntilClosed(socket, garbage);
                    byte[] answer = readAll(socket);
                    assertThat(answer.length)
                            .as("at most a TLS alert; seed %d", seed)
                            .isLessThan(100);
                }
            }
            assertUnharmed(nodes);
        }
    }

    @Test
    void aPeerThatSaysNothingIsDropped() throws Exception {
        try (TwoNodes nodes = new TwoNodes(HASTY, new RecordingHandler(), new RecordingHandler());
                Socket socket = connect(nodes)) {
            assertThat(RawPeer.endsSilently(socket)).isTrue();
            assertUnharmed(nodes);
        }
    }

    @Test
    void aPeerThatProvesItsKeyButNeverGreetsIsDropped() throws Exception {
        try (TwoNodes nodes = new TwoNodes(HASTY, new RecordingHandler(), new RecordingHandler());
                RawPeer peer = RawPeer.connect(nodes.listener.address(), key)) {
            assertThat(peer.read().hasHello()).isTrue();
            assertThat(peer.endsSilently()).isTrue();
            assertUnharmed(nodes);
        }
    }

    @Test
    void aPeerWithoutACertificateIsRefused() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            assertRefused(nodes);
        }
    }

    @Test
    void aPeerWithAnRsaKeyIsRefused() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        X500Name name = new X500Name("CN=rsa");
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                new Date(0),
                                new Date(253_402_214_400_000L),
                                name,
                                rsa.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate())));
        try (TwoNodes nodes = new TwoNodes()) {
            assertThatThrownBy(() -> {
                        try (RawPeer peer =
                                RawPeer.connect(nodes.listener.address(), rsa.getPrivate(), "TLSv1.3", certificate)) {
                            peer.read();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertUnharmed(nodes);
        }
    }

    @Test
    void aPeerWithTwoCertificatesIsRefused() throws Exception {
        X509Certificate second = NodeKey.generate(new SecureRandom()).toCertificate();
        try (TwoNodes nodes = new TwoNodes()) {
            assertRefused(nodes, key.toCertificate(), second);
        }
    }

    @Test
    void anotherNodesCertificateWithoutItsKeyIsRefused() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            assertRefused(nodes, nodes.diallerKey.toCertificate());
        }
    }

    /** In TLS 1.3 a client has finished before the server judges its certificate: the refusal shows at the first read. */
    private void assertRefused(TwoNodes nodes, X509Certificate... chain) throws Exception {
        assertThatThrownBy(() -> {
                    try (RawPeer peer =
                            RawPeer.connect(nodes.listener.address(), key.toPlatformKey(), "TLSv1.3", chain)) {
                        peer.read();
                    }
                })
                .isInstanceOf(IOException.class);
        assertUnharmed(nodes);
    }

    @Test
    void olderTlsIsRefused() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            assertThatThrownBy(() -> RawPeer.connect(
                            nodes.listener.address(), key.toPlatformKey(), "TLSv1.2", key.toCertificate()))
                    .isInstanceOf(IOException.class);
            assertUnharmed(nodes);
        }
    }

    @Test
    void anotherVersionIsToldWhoNeedsAnUpdate() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            for (int[] range : new int[][] {{5, 6}, {3, 3}, {0, 0}, {-1, -1}}) {
                try (RawPeer peer = RawPeer.connect(nodes.listener.address(), key)) {
                    peer.send(RawPeer.hello(range[0], range[1]));
                    assertThat(peer.read().hasHello()).isTrue();
                    assertThat(peer.readGoodbye())
                            .contains("protocol versions " + Integer.toUnsignedString(range[0]))
                            .contains("this program 4 to 4")
                            .contains("update");
                }
            }
            assertUnharmed(nodes);
        }
    }

    @Test
    void aWiderRangeOfVersionsIsFine() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.connect(nodes.listener.address(), key)) {
            peer.send(RawPeer.hello(0, -1));
            assertThat(nodes.listening.awaitLink().peer()).isEqualTo(key.id());
        }
    }

    @Test
    void noMoreConnectionsOfOneAddressThanTheLimitAndAFreedOneCanBeHadAgain() throws Exception {
        LinkLimits two = new LinkLimits(
                1 << 16, 100, 2, 64, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(20));
        try (TwoNodes nodes = new TwoNodes(two, new RecordingHandler(), new RecordingHandler());
                RawPeer first = RawPeer.greeted(nodes.listener.address(), key);
                Socket second = connect(nodes);
                Socket third = connect(nodes)) {
            assertThat(RawPeer.endsSilently(third)).isTrue();
            assertThat(second.isConnected()).isTrue();

            first.close();
            nodes.listening.awaitClosed();
            assertThat(opensBeforeDeadline(nodes)).isTrue();
        }
    }

    /** The count goes down shortly after the handler has heard of it. */
    private static boolean opensBeforeDeadline(TwoNodes nodes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            try {
                return nodes.dial(nodes.listenerKey.id())
                        .get(20, TimeUnit.SECONDS)
                        .isOpen();
            } catch (Exception refused) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        return false;
    }

    @Test
    void aDiallerIsNotHarmedByAListenerThatIsNotANode() throws Exception {
        try (TwoNodes nodes = new TwoNodes(HASTY, new RecordingHandler(), new RecordingHandler());
                ServerSocket garbage = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var toGarbage = nodes.diallerLinks.dial(
                    (InetSocketAddress) garbage.getLocalSocketAddress(), nodes.listenerKey.id(), nodes.dialling);
            try (Socket accepted = garbage.accept()) {
                accepted.getOutputStream().write("220 mail.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThatThrownBy(() -> toGarbage.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(LinkClosedException.class)
                        .hasMessageContaining("TLS failed");
            }
            var toSilent = nodes.diallerLinks.dial(
                    (InetSocketAddress) silent.getLocalSocketAddress(), nodes.listenerKey.id(), nodes.dialling);
            assertThatThrownBy(() -> toSilent.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkClosedException.class);
            assertThat(nodes.dialling.calls).isEmpty();
        }
    }

    private static Socket connect(TwoNodes nodes) throws IOException {
        InetSocketAddress address = nodes.listener.address();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static void writeUntilClosed(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closedAlready) {
            assertThat(closedAlready).isNotNull();
        }
    }

    private static byte[] readAll(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException reset) {
            return new byte[0];
        }
    }
}

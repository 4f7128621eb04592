package sparecore.link;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import sparecore.identity.NodeKey;
import sparecore.wire.Frame;
import sparecore.wire.Hello;
import sparecore.wire.Role;

/** A peer made of the platform's sockets, which says whatever a test wants it to say. Blocking; times out after 20 s. */
final class RawPeer implements AutoCloseable {
    private static final int WAIT_MILLIS = 20_000;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private RawPeer(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    static RawPeer connect(InetSocketAddress address, NodeKey key) throws Exception {
        return connect(address, key.toPlatformKey(), "TLSv1.3", key.toCertificate());
    }

    /** Shakes hands with this key and chain of certificates; with none, it shows none. */
    static RawPeer connect(InetSocketAddress address, PrivateKey key, String tls, X509Certificate... chain)
            throws Exception {
        SSLSocket socket = (SSLSocket) context(key, chain).getSocketFactory().createSocket();
        socket.connect(address, WAIT_MILLIS);
        socket.setSoTimeout(WAIT_MILLIS);
        socket.setEnabledProtocols(new String[] {tls});
        socket.startHandshake();
        return new RawPeer(socket);
    }

    /** Connected, TLS done, greeting exchanged. */
    static RawPeer greeted(InetSocketAddress address, NodeKey key) throws Exception {
        RawPeer peer = connect(address, key);
        peer.send(hello(4, 4));
        Frame theirs = peer.read();
        if (!theirs.hasHello()) {
            throw new AssertionError("no greeting but " + theirs);
        }
        return peer;
    }

    static Frame hello(int versionLeast, int versionMost) {
        return Frame.newBuilder()
                .setHello(Hello.newBuilder()
                        .setVersionLeast(versionLeast)
                        .setVersionMost(versionMost)
                        .setRole(Role.ROLE_BUYER)
                        .setSoftware("raw"))
                .build();
    }

    static byte[] bytesOf(Frame frame) {
        byte[] message = frame.toByteArray();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(lengthBytes(message.length));
        bytes.writeBytes(message);
        return bytes.toByteArray();
    }

    static byte[] lengthBytes(int length) {
        return new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length};
    }

    void send(Frame frame) throws IOException {
        write(bytesOf(frame));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    Frame read() throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return Frame.parseFrom(message);
    }

    /** The reason in the next frame, or that the connection just ended. */
    String readGoodbye() throws IOException {
        try {
            Frame frame = read();
            if (!frame.hasGoodbye()) {
                throw new AssertionError("not a good-bye: " + frame);
            }
            return frame.getGoodbye().getReason();
        } catch (java.io.EOFException | java.net.SocketException e) {
            return "closed without a word";
        }
    }

    /** Whether the other side ends the connection without sending any more. */
    static boolean endsSilently(Socket socket) throws IOException {
        socket.setSoTimeout(WAIT_MILLIS);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException | javax.net.ssl.SSLException e) {
            return true;
        }
    }

    boolean endsSilently() throws IOException {
        return endsSilently(socket);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLContext context(PrivateKey key, X509Certificate... chain) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] keys = chain.length == 0 ? new KeyManager[0] : new KeyManager[] {new Keys(key, chain)};
        context.init(keys, new TrustManager[] {new Anyone()}, null);
        return context;
    }

    /** Shows this chain whatever the server asked for. */
    private static final class Keys extends X509ExtendedKeyManager {
        private final PrivateKey key;
        private final X509Certificate[] chain;

        Keys(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"key"};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "key";
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "key";
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

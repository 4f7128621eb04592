package sparecore.link;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import sparecore.identity.NodeCertificate;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;

/**
 * TLS 1.3 in which both sides prove a node key. There are no certificate authorities and no names: a certificate is a form for a
 * key, and whether it is the right key is decided by {@link #peerOf} and the caller.
 */
final class Identity {
    /** The platform cannot be told to never resume, only to forget soon: every link proves its keys anew. */
    private static final long SESSION_SECONDS = 1;

    private final SslContext server;
    private final SslContext client;

    Identity(NodeKey key) throws IOException {
        X509Certificate certificate = key.toCertificate();
        server = SslContextBuilder.forServer(key.toPlatformKey(), certificate)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .clientAuth(ClientAuth.REQUIRE)
                .sessionTimeout(SESSION_SECONDS)
                .trustManager(new AnyNodeKey())
                .build();
        client = SslContextBuilder.forClient()
                .keyManager(key.toPlatformKey(), certificate)
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .endpointIdentificationAlgorithm(null)
                .trustManager(new AnyNodeKey())
                .build();
    }

    SslContext forListening() {
        return server;
    }

    SslContext forDialling() {
        return client;
    }

    /** The key that the peer proved. */
    static NodeId peerOf(SSLSession session) throws ProtocolException {
        try {
            if (!(session.getPeerCertificates()[0] instanceof X509Certificate certificate)) {
                throw new ProtocolException("the peer's certificate is not an X.509 certificate");
            }
            return NodeCertificate.nodeIdOf(certificate);
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            throw new ProtocolException("the peer did not prove a node key", e);
        }
    }

    /** Accepts whoever holds an Ed25519 key; extended, so that the platform adds no checks of names or authorities. */
    private static final class AnyNodeKey extends X509ExtendedTrustManager {
        private static void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length != 1) {
                throw new CertificateException("a node shows exactly one certificate");
            }
            NodeCertificate.nodeIdOf(chain[0]);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

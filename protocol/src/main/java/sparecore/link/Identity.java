package sparecore.link;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeCertificate;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;

/**
 * TLS 1.3 in which both sides prove a node key. There are no certificate authorities and no names: a certificate is a form for a
 * key, and whether it is the right key is decided by {@link #peerOf} and the caller.
 */
final class Identity {
    /** The platform cannot be told to never resume, only to forget soon: every link proves its keys anew. */
    private static final int SESSION_SECONDS = 1;

    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLContext context;

    Identity(NodeKey key) throws IOException {
        OneKey own = new OneKey(key.toPlatformKey(), key.toCertificate());
        try {
            context = SSLContext.getInstance(PROTOCOLS[0]);
            context.init(new KeyManager[] {own}, new TrustManager[] {new AnyNodeKey()}, null);
        } catch (GeneralSecurityException e) {
            throw new IOException("this platform has no TLS 1.3", e);
        }
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    }

    /** The engine of a new connection's side that was dialled. It asks for the dialler's key. */
    SSLEngine forListening() {
        SSLEngine engine = engine(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    /** The engine of a new connection's side that dials. */
    SSLEngine forDialling() {
        return engine(true);
    }

    private SSLEngine engine(boolean dials) {
        SSLEngine engine = context.createSSLEngine();
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setUseClientMode(dials);
        return engine;
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

    /** This node's key and no other; without the encrypted key store that the platform would make of it at every start. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "node";

        private final PrivateKey key;
        private final X509Certificate certificate;

        OneKey(PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}

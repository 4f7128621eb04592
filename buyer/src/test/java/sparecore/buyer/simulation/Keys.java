package sparecore.buyer.simulation;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import sparecore.content.Digest;
import sparecore.identity.NodeKey;

/** The keys of simulated nodes: the same for the same name, in every run. */
final class Keys {
    private static final Map<String, NodeKey> KEYS = new ConcurrentHashMap<>();

    private Keys() {}

    static NodeKey of(String name) {
        return KEYS.computeIfAbsent(name, fresh -> NodeKey.generate(new Foretold(fresh)));
    }

    /** What a node draws that must look like chance to others only. */
    static SecureRandom random(String name) {
        return new Foretold(name);
    }

    /** Gives the digest of a name, and no randomness at all. */
    private static final class Foretold extends SecureRandom {
        private static final long serialVersionUID = 1;
        private final transient byte[] seed;

        Foretold(String name) {
            this.seed = Digest.of(name.getBytes(StandardCharsets.UTF_8)).toBytes();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, Math.min(seed.length, bytes.length));
        }
    }
}

package sparecore;

import com.google.protobuf.ByteString;
import java.util.Random;
import java.util.function.Consumer;

/** Runs a property many times with a random source whose seed a failure names. */
public final class Seeded {
    private Seeded() {}

    public static void times(int rounds, Consumer<Random> property) {
        long seed = new java.security.SecureRandom().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < rounds; round++) {
            try {
                property.accept(random);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
            }
        }
    }

    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    public static ByteString byteString(Random random, int length) {
        return ByteString.copyFrom(bytes(random, length));
    }
}

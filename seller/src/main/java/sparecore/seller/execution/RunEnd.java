package sparecore.seller.execution;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import sparecore.content.Digest;
import sparecore.result.Ending;

/** How a run ended for the lease: with a result that is owed, or without one. */
public sealed interface RunEnd {
    <T> T match(Cases<T> cases);

    /** One method for each way in which a run ends. */
    interface Cases<T> {
        T completed(Completed end);

        T abandoned(Abandoned end);
    }

    /**
     * The program came to an end of its own doing.
     *
     * @param cpuMicros user and system time, at least 1: a run is never free
     */
    record Completed(Ending ending, int exitCode, int signal, ByteString output, ByteString error, long cpuMicros)
            implements RunEnd {
        public Completed {
            if (cpuMicros < 1) {
                throw new IllegalArgumentException("a run uses at least a microsecond, not " + cpuMicros);
            }
        }

        public Digest outputDigest() {
            MessageDigest sha256 = Digest.sha256();
            output.asReadOnlyByteBufferList().forEach(sha256::update);
            return Digest.finish(sha256);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.completed(this);
        }
    }

    /** The seller ended it or could not start it; nothing is owed. */
    record Abandoned(String reason) implements RunEnd {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.abandoned(this);
        }
    }
}

package sparecore.seller.execution;

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
    record Completed(Ending ending, int exitCode, int signal, byte[] output, byte[] error, long cpuMicros)
            implements RunEnd {
        public Completed {
            if (cpuMicros < 1) {
                throw new IllegalArgumentException("a run uses at least a microsecond, not " + cpuMicros);
            }
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

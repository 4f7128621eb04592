package sparecore.buyer.exec;

import java.util.Optional;
import sparecore.buyer.pack.ProgramEnd;

/**
 * What the runtime of a packed program has told about its run.
 *
 * @param end how it ended; empty if it was killed from outside
 * @param unsupported names of the calls that it asked for and that there are not, or an empty string
 */
record PackedReport(Optional<ProgramEnd> end, String unsupported) {
    private static final int SIGNAL_STATUS = 128;
    private static final int OTHER_STATUS = 255;

    /** What a shell would answer, if the end is known. */
    int shellStatus() {
        ProgramEnd known = end.orElseThrow();
        return switch (known.way()) {
            case EXITED -> known.value();
            case SIGNALLED -> SIGNAL_STATUS + known.value();
            case DEADLOCKED, REFUSED -> OTHER_STATUS;
        };
    }
}

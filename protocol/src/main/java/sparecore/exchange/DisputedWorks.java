package sparecore.exchange;

import java.io.IOException;
import java.util.Optional;
import sparecore.content.StoredParts;
import sparecore.result.Work;

/** The works of kept cases. Any thread; blocks on the disk. */
public interface DisputedWorks {
    /**
     * What was asked.
     *
     * @param program its parts, on this machine's disk
     */
    record Found(Work work, StoredParts program) {}

    /**
     * @param number of the kept case
     * @return nothing if there is no such case, or its work was too large or too late to be kept
     * @throws IOException if its program cannot be read
     */
    Optional<Found> find(long number) throws IOException;
}

package sparecore.buyer.map;

import java.io.IOException;

/** Takes the ends of fragments, one after another; never called by two threads at once. */
@FunctionalInterface
public interface ResultSink {
    /** @throws IOException if the result can't be passed on, for example since nobody reads standard output any more */
    void accept(Ended ended) throws IOException;
}

package sparecore.buyer.map;

import java.io.IOException;

/** A place where fragments run: this machine, or the market. */
public interface Runs {
    /**
     * Runs every fragment of the source and returns when all have ended.
     *
     * @param ended gets each end once, in any order, never on two threads at once
     * @return what it came to
     * @throws IOException if the input can't be read or a result can't be passed on; what was under way has then been ended
     * @throws sparecore.terminal.Failure if they can't be run
     */
    Totals run(FragmentSource source, ResultSink ended) throws IOException;

    /** Ends all that is under way, from any thread: {@link #run} then returns soon. */
    void cancel();
}

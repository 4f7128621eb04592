package sparecore.buyer.map;

import java.io.PrintStream;
import sparecore.terminal.ProgressBar;

/** Standard error, shared by lines of text and one progress bar that redraws itself. Thread-safe. */
public final class Notices {
    /** To the beginning of the line, and clear it (ECMA-48, CHA and EL). */
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream err;
    private final boolean bar;

    /** @param bar whether a progress bar may be on the line where text is to go */
    public Notices(PrintStream err, boolean bar) {
        this.err = err;
        this.bar = bar;
    }

    /** Whether progress is drawn as a bar. */
    boolean hasBar() {
        return bar;
    }

    /** Prints whole lines. */
    public synchronized void print(String lines) {
        err.print((bar ? CLEAR_LINE : "") + lines);
        err.flush();
    }

    /** Prints one line in Sparecore's name. */
    public void tell(String text) {
        print("sparecore: " + text + "\n");
    }

    synchronized void update(ProgressBar progress, Snapshot snapshot, long nowMillis) {
        progress.update(snapshot.done(), snapshot.total(), snapshot.note(), nowMillis);
    }

    synchronized void finish(ProgressBar progress) {
        progress.finish();
    }

    ProgressBar progressBar(String name) {
        return new ProgressBar(name, err, bar);
    }
}

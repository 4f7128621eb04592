package sparecore.terminal;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Shows how far a job is: a bar that redraws itself on a terminal, now and then a plain line elsewhere. Writes to standard error.
 * Not thread-safe.
 */
public final class ProgressBar {
    private static final int CELLS = 30;
    private static final long REDRAW_MILLIS = 100;
    private static final long PLAIN_MILLIS = 5_000;

    private final String name;
    private final PrintStream out;
    private final boolean terminal;
    private long lastMillis = Long.MIN_VALUE / 2;
    private boolean finished;

    public ProgressBar(String name, PrintStream out, boolean terminal) {
        this.name = name;
        this.out = out;
        this.terminal = terminal;
    }

    /** Whether a person watches standard error: a terminal that can redraw, and no wish for the contrary. */
    public static boolean isTerminal() {
        String term = System.getenv("TERM");
        return "1".equals(System.getenv("SPARECORE_STDERR_TTY")) && term != null && !term.equals("dumb");
    }

    /**
     * @param total zero if not known yet
     * @param note what else to tell on the same line, such as "3 sellers"
     */
    public void update(long done, long total, String note, long nowMillis) {
        boolean complete = total > 0 && done >= total;
        if (finished || (!complete && nowMillis - lastMillis < (terminal ? REDRAW_MILLIS : PLAIN_MILLIS))) {
            return;
        }
        lastMillis = nowMillis;
        String text = line(done, total, note);
        if (terminal) {
            out.print("\r\u001b[K" + text);
        } else {
            out.println(text);
        }
        if (complete) {
            finish();
        }
        out.flush();
    }

    /** Leaves the line, so that other text can follow. */
    public void finish() {
        if (!finished && terminal) {
            out.println();
        }
        finished = true;
    }

    private String line(long done, long total, String note) {
        double share = total <= 0 ? 0 : Math.max(0, Math.min(1, (double) done / total));
        String bar = "";
        if (terminal) {
            int cells = (int) Math.round(share * CELLS);
            bar = "[" + "█".repeat(cells) + "·".repeat(CELLS - cells) + "] ";
        }
        return String.format(
                Locale.ROOT, "%-8s %s%3d %%  %,d/%,d  %s", name, bar, (int) (share * 100), done, total, note);
    }
}

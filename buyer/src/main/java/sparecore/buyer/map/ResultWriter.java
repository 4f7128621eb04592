package sparecore.buyer.map;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;

/** Prints results as they are: output on standard output, and one line about each failure on standard error. */
final class ResultWriter implements ResultSink {
    /** When a whole job is given up, its reason need not be told for each of its fragments. */
    static final int ABANDONED_SHOWN = 10;

    /** Sets of unsupported calls that are told. */
    private static final int CALLS_SHOWN = 10;

    private final OutputStream out;
    private final Notices notices;
    private final Set<String> callsTold = new HashSet<>();
    private long abandoned;

    ResultWriter(OutputStream out, Notices notices) {
        this.out = out;
        this.notices = notices;
    }

    @Override
    public void accept(Ended ended) throws IOException {
        if (!ended.output().isEmpty()) {
            ended.output().writeTo(out);
            out.flush();
        }
        if (!ended.succeeded()) {
            tell(ended);
        } else {
            tellUnsupportedCalls(ended);
        }
    }

    /** A program that did well without a call may still be doing less than its owner thinks; told once for each set of calls. */
    private void tellUnsupportedCalls(Ended ended) {
        String calls = ended.unsupported();
        if (!calls.isEmpty() && callsTold.size() < CALLS_SHOWN && callsTold.add(calls)) {
            notices.print(
                    "sparecore: fragment " + ended.line() + ": " + Printable.escape(Unpacking.told(calls)) + "\n");
        }
    }

    private void tell(Ended ended) {
        if (ended.state() == Ended.State.ABANDONED && ++abandoned > ABANDONED_SHOWN) {
            if (abandoned == ABANDONED_SHOWN + 1) {
                notices.tell("more fragments were given up; `--json` tells about each");
            }
            return;
        }
        String label = ended.label().isEmpty() ? "" : " (" + ended.label() + ")";
        notices.print("sparecore: fragment " + ended.line() + label + ": " + Printable.escape(ended.ending()) + "\n"
                + Printable.quoted(ended.error()));
    }
}

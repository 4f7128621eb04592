package sparecore.buyer.market;

import java.util.function.Consumer;
import sparecore.buyer.engine.Buying;
import sparecore.link.Link;

/**
 * One link's way into the engine's inbox. While the engine is behind with what a link has said, the link is not read: no peer can
 * fill the inbox for all others. Thread-safe.
 */
final class Intake {
    static final int EVENTS_MAX = 1_024;
    static final long BYTES_MAX = 8L << 20;

    private final EventSink events;
    private int waiting;
    private long bytes;
    private boolean paused;

    Intake(EventSink events) {
        this.events = events;
    }

    /** A full inbox ends the link: nothing may be lost in silence. */
    void tell(Link from, long size, Consumer<Buying> event) {
        taken(from, size);
        boolean room = events.offer(core -> {
            event.accept(core);
            handled(from, size);
        });
        if (!room) {
            from.close("this buyer is overloaded");
        }
    }

    private synchronized void taken(Link from, long size) {
        waiting++;
        bytes += size;
        if (!paused && (waiting >= EVENTS_MAX || bytes >= BYTES_MAX)) {
            paused = true;
            from.setReading(false);
        }
    }

    private synchronized void handled(Link from, long size) {
        waiting--;
        bytes -= size;
        if (paused && waiting <= EVENTS_MAX / 2 && bytes <= BYTES_MAX / 2) {
            paused = false;
            from.setReading(true);
        }
    }
}

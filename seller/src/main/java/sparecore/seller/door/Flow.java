package sparecore.seller.door;

import sparecore.link.Link;

/** Whether a link is read: only while nobody wants it to rest. Thread-safe. */
final class Flow {
    private final Link link;
    private int stops;

    Flow(Link link) {
        this.link = link;
    }

    /** {@link #resume} must follow. */
    synchronized void stop() {
        stops++;
        if (stops == 1) {
            link.setReading(false);
        }
    }

    synchronized void resume() {
        stops--;
        if (stops == 0) {
            link.setReading(true);
        }
    }
}

package sparecore.broker.front;

import sparecore.link.Link;

/** A peer's link at a front end, and the link to the broker in office that it speaks through. Thread-safe. */
final class Guest {
    private final long number;
    private final Link link;
    private final Link engine;
    private boolean engineReads = true;
    private boolean room = true;

    Guest(long number, Link link, Link engine) {
        this.number = number;
        this.link = link;
        this.engine = engine;
    }

    long number() {
        return number;
    }

    Link link() {
        return link;
    }

    Link engine() {
        return engine;
    }

    synchronized void engineReads(boolean reads) {
        engineReads = reads;
        link.setReading(engineReads && room);
    }

    /** The queue to the engine is full. It may have emptied meanwhile, and then nobody would tell. */
    synchronized void waitForRoom() {
        room = engine.isWritable();
        link.setReading(engineReads && room);
    }

    synchronized void hasRoom() {
        if (!room) {
            room = true;
            link.setReading(engineReads);
        }
    }
}

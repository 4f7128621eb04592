package sparecore.buyer.map;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds how many fragments are between the input and the output at once, and so what {@code map} needs in memory: the input is
 * read no further than {@link #FRAGMENTS_MAX} fragments ahead of what has been printed. Any thread.
 */
public final class Window {
    public static final int FRAGMENTS_MAX = 65_536;

    /** Permits for everybody who could ever ask, fragments being counted by an int. */
    private static final int UNBOUNDED = Integer.MAX_VALUE / 2;

    private final Semaphore room = new Semaphore(FRAGMENTS_MAX);
    private final AtomicBoolean unbounded = new AtomicBoolean();

    /** Waits until one more fragment may be read. */
    public void enter() throws InterruptedException {
        room.acquire();
    }

    /** Whether {@link #enter} would not wait. */
    public boolean hasRoom() {
        return room.availablePermits() > 0;
    }

    /** One fragment has left. */
    public void leave() {
        room.release();
    }

    /** Lets everybody in from now on, since nothing will be printed any more. */
    public void open() {
        if (unbounded.compareAndSet(false, true)) {
            room.release(UNBOUNDED);
        }
    }
}

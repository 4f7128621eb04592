package sparecore.buyer.map;

import java.util.concurrent.CountDownLatch;

/**
 * What to do when the process is told to end by a signal. Runs on a thread of the virtual machine while the others go on; those
 * that then find their work gone call {@link #awaitIfBegun}, so that nothing is said twice.
 */
public final class Interruption implements AutoCloseable {
    private final Thread hook;
    private volatile boolean begun;

    public Interruption(Runnable stop) {
        this.hook = new Thread(
                () -> {
                    begun = true;
                    stop.run();
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Returns at once, unless the process is ending: then never. */
    public void awaitIfBegun() {
        if (begun) {
            awaitForever();
        }
    }

    private static void awaitForever() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException theEndIsNear) {
                Thread.interrupted();
            }
        }
    }

    /** The work is done: a signal has nothing more to stop. */
    @Override
    public void close() {
        awaitIfBegun();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            awaitForever();
        }
    }
}

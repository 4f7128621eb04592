package sparecore.buyer.jobs;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import sparecore.terminal.Failure;

/**
 * How long a caller waits for a daemon that went away in the middle of a job: a restart, or a crash that its keeper repairs. Not
 * thread-safe.
 */
public final class Patience {
    static final int ATTEMPTS_MAX = 120;
    private static final long PAUSE_MILLIS = 500;

    private final BuyerClient client;
    private final Consumer<String> tell;
    private int attempts;

    /** @param tell gets a line when the waiting begins */
    public Patience(BuyerClient client, Consumer<String> tell) {
        this.client = client;
        this.tell = tell;
    }

    /** Calls until the daemon answers. */
    public <T> T call(Supplier<T> call) {
        while (true) {
            try {
                T answer = call.get();
                restore();
                return answer;
            } catch (Failure lost) {
                wait(lost);
            }
        }
    }

    /** Waits a moment if another attempt makes sense. @throws Failure the same, if none does */
    void wait(Failure failure) {
        if (client.isClosed() || !Refusals.isLost(failure) || attempts++ >= ATTEMPTS_MAX) {
            throw failure;
        }
        if (attempts == 1) {
            tell.accept("the buyer daemon has gone away; waiting for it to come back (`sparecore buyer run`)");
        }
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
        client.reconnect();
    }

    /** The daemon answers again. */
    void restore() {
        attempts = 0;
    }
}

package sparecore.seller.main;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.seller.door.Door;
import sparecore.seller.execution.SlotPool;
import sparecore.seller.idle.IdlePolicy;
import sparecore.seller.idle.LoadMeter;
import sparecore.seller.idle.ProcCpu;
import sparecore.seller.journal.Journal;

/** The seller's clock thread: looks at the machine's load, and gives the leases and the journal their turns. */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private static final long TICK_MILLIS = 100;
    private static final long LOOK_EVERY_TICKS = 5;
    private static final long SAVE_EVERY_TICKS = 20;
    private static final long STOP_SECONDS = 2;

    private final Offer offer;
    private final SlotPool slots;
    private final Door door;
    private final Journal journal;
    private final Consumer<String> say;
    private final IdlePolicy policy;
    private final LoadMeter meter = new LoadMeter();
    private final ProcCpu cpu = new ProcCpu();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "watch"));
    private volatile int open;
    private long ticks;

    Watch(Offer offer, int cores, SlotPool slots, Door door, Journal journal, Consumer<String> say) {
        this.offer = offer;
        this.slots = slots;
        this.door = door;
        this.journal = journal;
        this.say = say;
        this.policy = new IdlePolicy(cores, offer.slots(), offer.idleLoad());
    }

    /** Opens all slots, then goes on looking. */
    void begin() {
        setOpen(offer.slots());
        var ignored = thread.scheduleAtFixedRate(this::tickSafely, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** How many slots the owner's other programs leave to sell. */
    int slotsOpen() {
        return open;
    }

    /** A timer that throws is never called again, so what goes wrong once is told, and tried again. */
    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException e) {
            log.error("the watch failed on an error of our own", e);
        }
    }

    private void tick() {
        ticks++;
        if (!offer.always() && ticks % LOOK_EVERY_TICKS == 0) {
            look();
        }
        slots.endLongPauses();
        door.tick();
        if (ticks % SAVE_EVERY_TICKS == 0) {
            var ignored = journal.saveTally().exceptionally(error -> {
                log.warn("cannot save the totals: {}", error.getMessage());
                return null;
            });
        }
    }

    /** Where the load cannot be read, nothing is sold: the owner may be at work. */
    private void look() {
        int wanted;
        try {
            long nowMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            wanted = policy.look(meter.add(cpu.read(slots.pids(), nowMillis)), nowMillis);
        } catch (IOException e) {
            log.warn("cannot read the machine's load: {}", e.getMessage());
            wanted = 0;
        }
        if (wanted != open) {
            say.accept(
                    wanted < open
                            ? "the machine is in use: " + wanted + " of " + offer.slots() + " slots are for sale"
                            : "the machine is idle: " + wanted + " of " + offer.slots() + " slots are for sale");
            setOpen(wanted);
        }
    }

    private void setOpen(int wanted) {
        open = wanted;
        slots.setOpen(wanted);
        door.setSlotsOpen(wanted);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

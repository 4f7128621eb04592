package sparecore.buyer.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The way to the engine's thread: a bounded queue of events. Thread-safe. */
public final class Inbox {
    /** More than all windows of all sellers of a large market: reaching it means that the engine is stuck. */
    static final int EVENTS_MAX = 65_536;

    /** What the engine's thread does with an event. */
    interface Event {
        void happen(Buying core, Outbox outbox);
    }

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);

    /** What must arrive even when the queue is full. Bounded by the number of links: each says few such things and then is gone. */
    private final Queue<Event> certain = new ConcurrentLinkedQueue<>();

    /** Hands over an event. Never blocks; for the network's threads. @return false if the inbox is full */
    public boolean offer(Consumer<Buying> event) {
        return events.offer((core, outbox) -> event.accept(core));
    }

    /** As {@link #offer}, for what must not get lost, such as the loss of a link: it waits beside a full inbox. */
    public void deliver(Consumer<Buying> event) {
        Event wrapped = (core, outbox) -> event.accept(core);
        if (!events.offer(wrapped)) {
            certain.add(wrapped);
        }
    }

    /**
     * Runs a question or command on the engine's thread; waits a while for room. The answer comes after the commit.
     *
     * @return fails with the {@link IllegalArgumentException} that the command threw, in which case nothing of it has been written,
     *     or an {@link IllegalStateException} if there is no room
     */
    public <T> CompletableFuture<T> ask(Function<Buying, T> command, long waitMillis) throws InterruptedException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        boolean room = events.offer(
                (core, outbox) -> {
                    try {
                        T value = command.apply(core);
                        outbox.later(() -> answer.complete(value));
                    } catch (IllegalArgumentException refused) {
                        outbox.later(() -> answer.completeExceptionally(refused));
                    }
                },
                waitMillis,
                TimeUnit.MILLISECONDS);
        if (!room) {
            answer.completeExceptionally(new IllegalStateException("the engine's inbox is full"));
        }
        return answer;
    }

    /** Takes what is there until the batch has so many in all, waiting so long for the first. For the engine. */
    void drain(List<Event> batch, int most, long waitNanos) throws InterruptedException {
        Event first = events.poll(waitNanos, TimeUnit.NANOSECONDS);
        if (first != null) {
            batch.add(first);
            events.drainTo(batch, most - batch.size());
        }
        while (batch.size() < most) {
            Event late = certain.poll();
            if (late == null) {
                return;
            }
            batch.add(late);
        }
    }
}

package sparecore.broker.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Push;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;

/**
 * Runs the market. Commands wait in a bounded inbox; its thread takes a batch, decides and applies, commits all events in one
 * transaction, and only then answers and pushes. If a commit fails, nobody has been told anything of the batch, and the engine
 * stops: what it has in memory may not be true.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** Commands that wait. Beyond it {@link #submit} says no. */
    static final int INBOX_MAX = 8192;

    /** Commands that are never refused: each session that was admitted can close. */
    private static final int CLOSINGS_MAX = 2 * INBOX_MAX;

    /** Commands that are committed together; what was submitted together is not torn apart. */
    public static final int BATCH_MAX = 1_024;

    private static final int MATCHES_PER_BATCH_MAX = 256;
    private static final long TICK_MILLIS = 250;
    private static final long STOP_MILLIS = 5_000;

    private sealed interface Work {}

    /** @param counted how many of the commands count as waiting */
    private record Ask(List<? extends Command> commands, Consumer<List<Decision>> answer, int counted)
            implements Work {}

    private record Look(Consumer<MarketState> look, Consumer<IllegalStateException> failed) implements Work {}

    private final Market market;
    private final MarketState state;
    private final Journal journal;
    private final LongSupplier clockMillis;
    private final int batchMax;
    private final TransitionLog transitions;
    private final BlockingQueue<Work> inbox = new ArrayBlockingQueue<>(INBOX_MAX + CLOSINGS_MAX);

    /** Commands in the inbox, those that close a session not counted. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final List<MarketEvent> events = new ArrayList<>();
    private final List<Runnable> answers = new ArrayList<>();
    private final List<Look> looks = new ArrayList<>();
    private Consumer<Push> pushes = push -> {};
    private long nowMillis;
    private long tickAtMillis;
    private volatile boolean stopping;

    /** @param clockMillis the time of day; where it steps back, the engine's time stands still */
    public Engine(Market market, MarketState state, Journal journal, LongSupplier clockMillis) {
        this(market, state, journal, clockMillis, BATCH_MAX);
    }

    /** @param batchMax commands that are committed together; fewer than {@link #BATCH_MAX} only to measure what that costs */
    public Engine(Market market, MarketState state, Journal journal, LongSupplier clockMillis, int batchMax) {
        this.market = market;
        this.state = state;
        this.journal = journal;
        this.clockMillis = clockMillis;
        this.batchMax = batchMax;
        this.transitions = new TransitionLog(state);
    }

    /** @param pushes delivers to whoever is connected; called on the engine's thread, must not block */
    public void start(Consumer<Push> pushes) {
        pushTo(pushes);
        Thread thread = new Thread(this::run, "engine");
        thread.start();
    }

    /** As {@link #start}, but without a thread: {@link #step} follows. */
    public void pushTo(Consumer<Push> deliver) {
        this.pushes = deliver;
    }

    /**
     * Asks for a command to be run.
     *
     * @param answer called on the engine's thread once the decision is durable; must not block
     * @return false if the inbox is full or the engine stops; then nothing will happen
     */
    public boolean submit(Command command, Consumer<Decision> answer) {
        return submitAll(List.of(command), decisions -> answer.accept(decisions.get(0)));
    }

    /**
     * Asks for commands to be run one after the other, each by itself: one that is refused stops none of the others.
     *
     * @param commands a few; they are all taken or none
     * @param answer called on the engine's thread once all of the decisions, in the same order, are durable; must not block
     * @return as {@link #submit}
     */
    public boolean submitAll(List<? extends Command> commands, Consumer<List<Decision>> answer) {
        int count = commands.size();
        boolean taken =
                waiting.addAndGet(count) <= INBOX_MAX && !stopping && inbox.offer(new Ask(commands, answer, count));
        if (!taken) {
            waiting.addAndGet(-count);
        }
        return taken;
    }

    /** Tells that a session, which was admitted, is over. Never refused. */
    public void submitClosing(Command.CloseSession command, Consumer<Decision> answer) {
        Ask ask = new Ask(List.of(command), decisions -> answer.accept(decisions.get(0)), 0);
        if (!inbox.offer(ask) && !stopping) {
            throw new IllegalStateException("more sessions have closed than can have been open");
        }
    }

    /** Reads the state between two batches. Fails if the engine is busy or has stopped. */
    public <T> CompletableFuture<T> read(Function<MarketState, T> reader) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Look look = new Look(known -> result.complete(reader.apply(known)), result::completeExceptionally);
        if (waiting.get() >= INBOX_MAX || inbox.size() >= INBOX_MAX || !inbox.offer(look)) {
            result.completeExceptionally(new IllegalStateException("the broker is too busy: try again"));
        }
        if (stopping) {
            dropWaiting();
        }
        return result;
    }

    /** Completes when the engine has stopped; fails with what stopped it, if it was not {@link #close}. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            while (!stopping) {
                turn();
            }
            end(() -> ended.complete(null));
        } catch (InterruptedException e) {
            end(() -> ended.complete(null));
        } catch (Throwable e) {
            // A failed commit or a bug: what is in memory may differ from what is on disk, so nothing more may be said.
            end(() -> ended.completeExceptionally(e));
        }
    }

    private void end(Runnable tell) {
        stopping = true;
        dropWaiting();
        tell.run();
    }

    /** Also run by whoever put something into the inbox and then saw that nobody takes it out any more. */
    private void dropWaiting() {
        for (Work work = inbox.poll(); work != null; work = inbox.poll()) {
            if (work instanceof Look look) {
                look.failed().accept(new IllegalStateException("the broker is stopping"));
            }
        }
    }

    private void turn() throws InterruptedException {
        turn(inbox.poll(Math.max(1, tickAtMillis - nowMillis), TimeUnit.MILLISECONDS));
    }

    /**
     * Takes the batch that waits, and does what time demands: for whoever drives the engine in place of {@link #start}, as a simulation
     * does. What a failed commit throws comes out here; then the engine must not be used any more.
     */
    public void step() {
        turn(inbox.poll());
    }

    private void turn(@Nullable Work first) {
        nowMillis = Math.max(nowMillis, clockMillis.getAsLong());
        int taken = 0;
        for (Work work = first; work != null; work = taken < batchMax ? inbox.poll() : null) {
            taken += take(work);
        }
        boolean ticks = nowMillis >= tickAtMillis;
        if (ticks) {
            tickAtMillis = nowMillis + TICK_MILLIS;
            passTime();
        }
        // Only a change or time makes a match possible: questions alone cost no search.
        if (ticks || !events.isEmpty()) {
            matchAll();
        }
        commit();
        publish();
    }

    /** @return how many commands it was */
    private int take(Work work) {
        if (work instanceof Look look) {
            looks.add(look);
            return 1;
        }
        Ask ask = (Ask) work;
        waiting.addAndGet(-ask.counted());
        List<Decision> decisions = new ArrayList<>(ask.commands().size());
        ask.commands().forEach(command -> decisions.add(decide(command)));
        answers.add(() -> ask.answer().accept(decisions));
        decisions.forEach(this::announce);
        return decisions.size();
    }

    private Decision decide(Command command) {
        Decision decision = market.decide(state, command, nowMillis);
        if (decision instanceof Decision.Accepted accepted) {
            for (MarketEvent event : accepted.events()) {
                transitions.before(event);
                state.apply(event);
                events.add(event);
            }
        }
        return decision;
    }

    private void announce(Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            accepted.pushes().forEach(push -> answers.add(() -> pushes.accept(push)));
        }
    }

    private void passTime() {
        for (LeaseId due : state.leases().due(nowMillis, state.listeningSinceMillis())) {
            announce(decide(new Command.PassTime(due)));
        }
        for (long due : state.money().due(nowMillis)) {
            announce(decide(new Command.ExpireMoney(due)));
        }
        for (long due : state.conduct().disputes().due(nowMillis)) {
            announce(decide(new Command.LapseDispute(due)));
        }
        for (BidId expired : state.orders().expired(nowMillis)) {
            announce(decide(new Command.ExpireBid(expired)));
        }
    }

    private void matchAll() {
        for (int matches = 0; matches < MATCHES_PER_BATCH_MAX; matches++) {
            Decision decision = decide(new Command.MatchNext());
            if (!(decision instanceof Decision.Accepted accepted)
                    || accepted.events().isEmpty()) {
                return;
            }
            announce(decision);
        }
        tickAtMillis = nowMillis;
    }

    private void commit() {
        if (events.isEmpty()) {
            journal.confirm();
        } else {
            journal.commit(events, nowMillis);
            events.clear();
        }
    }

    private void publish() {
        answers.forEach(this::run);
        answers.clear();
        looks.forEach(look -> look.look().accept(state));
        looks.clear();
    }

    private void run(Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            // The decision stands and is durable; that one answer could not be given must not take the others with it.
            log.error("an answer could not be given", e);
        }
    }

    /** Finishes the batch under way and stops. */
    @Override
    public void close() {
        stopping = true;
        try {
            ended.get(STOP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.debug("the engine did not end well", e);
        }
    }
}

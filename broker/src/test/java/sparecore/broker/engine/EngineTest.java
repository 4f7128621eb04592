package sparecore.broker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketBench;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Push;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.broker.market.Views;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.store.StoreException;

class EngineTest {
    private static final long PATIENCE_SECONDS = 20;

    private final MarketBench values = new MarketBench(1);
    private final AtomicLong clockMillis = new AtomicLong(MarketBench.START_MILLIS);
    private final FakeJournal journal = new FakeJournal();
    private final BlockingQueue<Push> pushes = new LinkedBlockingQueue<>();
    private final Engine engine = new Engine(
            new Market(MarketBench.BROKER, MarketBench.HOUSE, new Random(1), () -> new LeaseId(values.id())),
            new MarketState(MarketBench.START_MILLIS),
            journal,
            clockMillis::get);

    /** Remembers what is durable; can be held up and can fail. */
    private static final class FakeJournal implements Journal {
        private final ConcurrentLinkedQueue<MarketEvent> durable = new ConcurrentLinkedQueue<>();
        private final CountDownLatch reached = new CountDownLatch(1);
        private volatile @Nullable CountDownLatch gate;
        private volatile boolean full;

        @Override
        public void commit(List<MarketEvent> events, long atMillis) {
            reached.countDown();
            CountDownLatch closed = gate;
            if (closed != null) {
                awaitUninterruptibly(closed);
            }
            if (full) {
                throw new StoreException("cannot write to the database: the disk is full");
            }
            durable.addAll(events);
        }

        private static void awaitUninterruptibly(CountDownLatch latch) {
            try {
                if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("held up for too long");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private CompletableFuture<Decision> send(Command command) {
        CompletableFuture<Decision> answer = new CompletableFuture<>();
        assertThat(engine.submit(command, answer::complete)).isTrue();
        return answer;
    }

    private Decision ask(Command command) throws Exception {
        return send(command).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Command credit(NodeId node) {
        return new Command.Credit(values.id(), node, Credits.ofMicro(1_000), "");
    }

    @Test
    void answersOnlyWhatIsDurable() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        journal.gate = gate;
        engine.start(pushes::add);
        CompletableFuture<Decision> answer = send(credit(values.node()));
        assertThat(journal.reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(answer).isNotDone();
        gate.countDown();
        assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Decision.Accepted.class);
        assertThat(journal.durable).hasSize(1);
    }

    @Test
    void pushesOnlyWhatIsDurable() throws Exception {
        engine.start(push -> {
            assertThat(journal.durable).anyMatch(MarketEvent.LeaseChanged.class::isInstance);
            pushes.add(push);
        });
        matchOne();
        assertThat(pushes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Push.Matched.class);
        assertThat(pushes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Push.Matched.class);
    }

    private void matchOne() throws Exception {
        NodeId seller = values.node();
        NodeId buyer = values.node();
        ask(new Command.OpenSession(new Session(1, seller, Side.SELLER, "h:1", 1)));
        ask(new Command.OpenSession(new Session(2, buyer, Side.BUYER, "h:2", 1)));
        ask(new Command.PlaceAsk(values.ask(seller, 1, 5, 1)));
        ask(credit(buyer));
        ask(new Command.PlaceBid(buyer, new BidId(values.id()), MarketBench.terms(5, 1, 100)));
    }

    @Test
    void stopsWithoutAWordWhenTheStoreFails() throws Exception {
        engine.start(pushes::add);
        ask(credit(values.node()));
        journal.full = true;
        CompletableFuture<Decision> answer = send(credit(values.node()));
        assertThatThrownBy(() -> engine.ended().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(StoreException.class)
                .hasMessageContaining("disk is full");
        assertThat(answer).isNotDone();
        assertThat(engine.read(state -> state)).isCompletedExceptionally();
        assertThat(journal.durable).hasSize(1);
    }

    @Test
    void refusesCommandsBeyondItsInboxButNeverTheEndOfASession() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        journal.gate = gate;
        engine.start(pushes::add);
        send(credit(values.node()));
        assertThat(journal.reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        int taken = 0;
        while (engine.submit(new Command.GetAccount(values.node(), Side.BUYER), decision -> {})) {
            taken++;
        }
        assertThat(taken).isEqualTo(Engine.INBOX_MAX);
        assertThat(engine.read(state -> state)).isCompletedExceptionally();
        CompletableFuture<Decision> closing = new CompletableFuture<>();
        engine.submitClosing(new Command.CloseSession(1), closing::complete);
        gate.countDown();
        assertThat(closing.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Decision.Accepted.class);
    }

    /** Each is decided by itself; who submits many at once gets no more room than who submits them one by one. */
    @Test
    void whatIsSubmittedTogetherIsAnsweredTogetherAndCountsAsManyCommands() throws Exception {
        Command right = new Command.GetAccount(values.node(), Side.BUYER);
        Command wrong = new Command.CancelMoney(values.node(), values.id());
        int together = 64;
        List<Command> commands = new ArrayList<>(Collections.nCopies(together - 1, right));
        commands.add(1, wrong);
        CountDownLatch answered = new CountDownLatch(Engine.INBOX_MAX / together);
        List<List<Decision>> answers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < Engine.INBOX_MAX / together; i++) {
            assertThat(engine.submitAll(commands, decisions -> {
                        answers.add(decisions);
                        answered.countDown();
                    }))
                    .isTrue();
        }
        assertThat(engine.submit(right, decision -> {})).isFalse();
        engine.start(pushes::add);
        assertThat(answered.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).allSatisfy(decisions -> {
            assertThat(decisions).hasSize(together);
            assertThat(decisions.get(0)).isInstanceOf(Decision.Accepted.class);
            assertThat(decisions.get(1)).isInstanceOf(Decision.Refused.class);
        });
        assertThat(ask(credit(values.node()))).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void oneAnswerThatCannotBeGivenDoesNotStopTheOthers() throws Exception {
        engine.start(pushes::add);
        engine.submit(new Command.GetAccount(values.node(), Side.BUYER), decision -> {
            throw new IllegalStateException("expected by this test");
        });
        assertThat(ask(credit(values.node()))).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void timeVoidsALeaseByItself() throws Exception {
        engine.start(pushes::add);
        matchOne();
        pushes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        pushes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        clockMillis.addAndGet(LeaseRules.CONNECT_MILLIS_MAX);
        assertThat(pushes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Push.Ended.class);
        assertThat(engine.read(state -> Views.check(state).problem()).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEmpty();
    }

    @Test
    void aClockThatStepsBackVoidsNothing() throws Exception {
        engine.start(pushes::add);
        matchOne();
        clockMillis.addAndGet(-86_400_000);
        assertThat(ask(credit(values.node()))).isInstanceOf(Decision.Accepted.class);
        assertThat(engine.read(state -> state.leases().all().size()).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .isEqualTo(1);
    }
}

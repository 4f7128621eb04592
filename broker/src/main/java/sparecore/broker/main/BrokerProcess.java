package sparecore.broker.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.console.Console;
import sparecore.broker.control.BrokerFacts;
import sparecore.broker.control.ControlService;
import sparecore.broker.door.Door;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.MarketView;
import sparecore.broker.market.Views;
import sparecore.broker.reach.Prober;
import sparecore.broker.relay.Relay;
import sparecore.broker.store.MarketArchive;
import sparecore.broker.store.MarketStore;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.Outgoing;
import sparecore.local.LocalServer;
import sparecore.store.StoreException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;
import sparecore.wire.Role;

/**
 * A broker that runs: folder, store, engine, door, control socket, console, in this order; stopped in the reverse one. Wiring only.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BrokerProcess.class);
    private static final int LINK_THREADS = 2;
    private static final long TICK_MILLIS = 1_000;
    private static final String SOFTWARE = "sparecore-broker";

    /** What to close, the last opened first. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final RunOptions options;
    private final DataFolder folder;
    private final Engine engine;
    private final BrokerAddress address;
    private final Optional<Console> console;
    private boolean closed;

    /** @throws IOException if a port or a file cannot be had; the message says which */
    static BrokerProcess start(RunOptions options) throws IOException {
        return new BrokerProcess(options);
    }

    private BrokerProcess(RunOptions options) throws IOException {
        this.options = options;
        boolean started = false;
        try {
            SecureRandom random = new SecureRandom();
            folder = opened(DataFolder.open(options.data()));
            Files.deleteIfExists(folder.file(BrokerAddress.FILE));
            NodeKey key = folder.key(random);
            MarketStore store = opened(MarketStore.open(folder.path()));
            MarketState state = store.load(key.id(), System.currentTimeMillis());
            MarketArchive archive = opened(MarketArchive.open(folder.path()));
            Market market = new Market(key, options.house(), random, () -> LeaseId.random(random));
            engine = opened(new Engine(market, state, store, System::currentTimeMillis));
            Door door = new Door(engine, archive, System::currentTimeMillis, System::nanoTime);
            engine.start(door::push);
            Outgoing outgoing = options.network().outgoing();
            Links links =
                    opened(new Links(key, Role.ROLE_BROKER, SOFTWARE, LinkLimits.DEFAULT, LINK_THREADS, outgoing));
            Relay relay = new Relay(engine, options.network().relay(), System::nanoTime);
            Links.Listener listener = opened(links.listen(options.listen(), new Entrance(door, relay)));
            Prober prober =
                    opened(new Prober(engine, Knocking.by(links), outgoing.socks() != null, System::currentTimeMillis));
            opened(clockwork(relay, prober));
            address = new BrokerAddress(
                    key.id(), options.reachableHost(), listener.address().getPort());
            Supplier<CompletableFuture<MarketView>> views =
                    () -> engine.read(known -> Views.of(known, options.house(), System.currentTimeMillis()));
            console = openConsole(key, views);
            BrokerFacts facts = new BrokerFacts(
                    key.id(), hostAndPort(), console.map(Console::url).orElse(""));
            opened(LocalServer.start(folder.socket(), List.of(new ControlService(engine, archive, facts, views))));
            started = true;
        } catch (StoreException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** What is done again and again, beside the engine. */
    private static AutoCloseable clockwork(Relay relay, Prober prober) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "timer"));
        for (Runnable step : List.<Runnable>of(relay::tick, relay::forgetClosed, prober::tick)) {
            var unused =
                    timer.scheduleWithFixedDelay(() -> doWell(step), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return timer::shutdownNow;
    }

    /** What fails once must not stop what is to be done again. */
    private static void doWell(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("a task beside the engine failed", e);
        }
    }

    private Optional<Console> openConsole(NodeKey key, Supplier<CompletableFuture<MarketView>> views)
            throws IOException {
        Optional<InetSocketAddress> where = options.console();
        return where.isEmpty()
                ? Optional.empty()
                : Optional.of(opened(Console.start(where.get(), key.id(), hostAndPort(), views)));
    }

    private String hostAndPort() {
        return new HostPort(address.host(), address.port()).toString();
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /**
     * Tells the daemons of this user where the broker is, until it is closed. Comes after the shutdown hook: whoever reads the file
     * may stop the broker at once, and that must be a clean stop too.
     */
    synchronized void announce() {
        if (closed) {
            return;
        }
        opened(() -> Files.deleteIfExists(folder.file(BrokerAddress.FILE)));
        folder.write(BrokerAddress.FILE, address + "\n");
    }

    BrokerAddress address() {
        return address;
    }

    /** What the operator should know, line by line. */
    String greeting() {
        StringBuilder text = new StringBuilder();
        text.append("The broker listens. Sellers and buyers connect with:\n");
        text.append("  --broker ").append(address).append('\n');
        text.append("Those of this user on this machine find it by themselves.\n");
        if (options.isEverywhere() && options.advertisedHost() == null) {
            text.append("It listens on all addresses: name the one that others reach it by with --advertise HOST.\n");
        }
        console.ifPresent(page -> text.append("Console: ").append(page.url()).append('\n'));
        return text.toString();
    }

    /**
     * Waits until the broker has stopped.
     *
     * @throws Failure if the store failed: the process must end, and its state is that of the last commit
     */
    void awaitEnd() throws InterruptedException {
        try {
            engine.ended().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException store) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        "the broker stops, for its books cannot be written: " + store.getMessage() + ". Make room in "
                                + options.data() + " and start it again: nothing that it confirmed is lost",
                        store);
            }
            throw new IllegalStateException("the broker stops on an error of its own", e.getCause());
        }
    }

    /** Stops taking connections, finishes the batch under way, and lets the folder go. Safe to call twice. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!parts.isEmpty()) {
            closePart(parts.pop());
        }
    }

    private static void closePart(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The other parts must be closed too; what is durable is durable already.
            log.warn("{} did not close well", part.getClass().getSimpleName(), e);
        }
    }
}

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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.bench.BrokerChild;
import sparecore.broker.console.Console;
import sparecore.broker.control.BrokerFacts;
import sparecore.broker.control.ControlService;
import sparecore.broker.control.StandbyService;
import sparecore.broker.door.Door;
import sparecore.broker.engine.Engine;
import sparecore.broker.front.Front;
import sparecore.broker.front.Gate;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.MarketView;
import sparecore.broker.market.Views;
import sparecore.broker.reach.Prober;
import sparecore.broker.relay.Relay;
import sparecore.broker.store.DeposedException;
import sparecore.broker.store.MarketArchive;
import sparecore.broker.store.MarketStore;
import sparecore.broker.store.Office;
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
 * A broker that runs. Its ways in come first: folder, links, console, control socket. Then it looks for the books, which in a folder
 * are its own at once, and on a server when no other broker holds them: until then it stands by and passes on what peers say. Wiring
 * only.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BrokerProcess.class);
    private static final int LINK_THREADS = 2;
    private static final String SOFTWARE = "sparecore-broker";

    /** How often a broker that stands by looks whether it is needed. */
    private static final long LOOK_MILLIS = 250;

    /** A market's whole crowd may come to one broker. */
    private static final LinkLimits LIMITS = LinkLimits.DEFAULT.withConnectionsMax(16_384);

    /** What to close, the last opened first: the ways in before the books. */
    private final Deque<AutoCloseable> books = new ArrayDeque<>();

    private final Deque<AutoCloseable> ways = new ArrayDeque<>();
    private final RunOptions options;
    private final SecureRandom random = new SecureRandom();
    private final DataFolder folder;
    private final NodeKey key;
    private final Links links;
    private final Gate gate;
    private final Front front;
    private final Office office;
    private final BrokerAddress address;
    private final Optional<Console> console;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable LocalServer control;
    private volatile @Nullable Supplier<CompletableFuture<MarketView>> views;
    private volatile boolean closed;

    /** @throws IOException if a port or a file cannot be had; the message says which */
    static BrokerProcess start(RunOptions options) throws IOException {
        return new BrokerProcess(options);
    }

    private BrokerProcess(RunOptions options) throws IOException {
        this.options = options;
        boolean started = false;
        try {
            folder = opened(books, DataFolder.open(options.data()));
            Files.deleteIfExists(folder.file(BrokerAddress.FILE));
            key = folder.key(random);
            Outgoing outgoing = options.network().outgoing();
            links = opened(ways, new Links(key, Role.ROLE_BROKER, SOFTWARE, LIMITS, LINK_THREADS, outgoing));
            front = new Front(links, key.id());
            gate = new Gate(key.id(), front);
            Links.Listener listener = opened(ways, links.listen(options.listen(), gate));
            address = new BrokerAddress(
                    key.id(), options.reachableHost(), listener.address().getPort());
            office = opened(
                    books,
                    new Office(
                            options.books(),
                            key.id(),
                            hostAndPort(),
                            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
            console = openConsole();
            opened(ways, this::closeControl);
            Optional<MarketStore> store = office.stand();
            if (store.isPresent()) {
                serve(store.get());
            } else {
                standBy();
            }
            started = true;
        } catch (StoreException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void standBy() throws IOException {
        control = LocalServer.start(folder.socket(), List.of(new StandbyService(facts(), office::holder)));
        log.info("standing by: the broker at {} is in office", office.holder());
        front.tend(office.holder());
        Thread thread = new Thread(this::lookAndTake, "standby");
        thread.setDaemon(true);
        thread.start();
    }

    /** Until this broker is in office, or is closed. */
    private void lookAndTake() {
        String trouble = "";
        try {
            while (!closed) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                try {
                    Optional<MarketStore> store = office.stand();
                    if (store.isPresent()) {
                        takeOver(store.get());
                        return;
                    }
                    front.tend(office.holder());
                    trouble = "";
                } catch (StoreException e) {
                    String text = String.valueOf(e.getMessage());
                    if (!text.equals(trouble) && !closed) {
                        log.warn("standing by: {}", text);
                    }
                    trouble = text;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            ended.completeExceptionally(e);
        }
    }

    private synchronized void takeOver(MarketStore store) throws IOException {
        if (closed) {
            store.close();
            return;
        }
        try {
            serve(store);
        } catch (StoreException e) {
            ended.completeExceptionally(e);
            return;
        }
        log.warn("this broker is in office now: it holds the books");
        front.retire();
    }

    /** The books are this broker's: it matches, pays and answers by itself from now on. */
    private void serve(MarketStore opened) throws IOException {
        MarketStore store = opened(books, opened);
        MarketState state = store.load(key.id(), System.currentTimeMillis());
        MarketArchive archive = opened(books, MarketArchive.open(options.books()));
        Market market =
                new Market(key, options.house(), random, () -> LeaseId.random(random), options.leaseMillisMost());
        Engine engine = opened(
                books,
                new Engine(
                        market,
                        state,
                        store,
                        System::currentTimeMillis,
                        Integer.getInteger(BrokerChild.BATCH_PROPERTY, Engine.BATCH_MAX)));
        Door door = new Door(engine, archive, System::currentTimeMillis, System::nanoTime);
        engine.start(door::push);
        Relay relay = new Relay(engine, options.network().relay(), System::nanoTime);
        boolean byProxy = options.network().outgoing().socks() != null;
        Prober prober = opened(ways, new Prober(engine, Knocking.by(links), byProxy, System::currentTimeMillis));
        opened(ways, new Clockwork(relay::tick, relay::forgetClosed, prober::tick));
        gate.open(door, relay);
        var ignored = engine.ended().whenComplete((done, error) -> {
            if (error == null) {
                ended.complete(done);
            } else {
                ended.completeExceptionally(error);
            }
        });
        Supplier<CompletableFuture<MarketView>> pictures =
                () -> engine.read(known -> Views.of(known, options.house(), System.currentTimeMillis()));
        views = pictures;
        closeControl();
        control = LocalServer.start(folder.socket(), List.of(new ControlService(engine, archive, facts(), pictures)));
    }

    private void closeControl() {
        LocalServer open = control;
        control = null;
        if (open != null) {
            open.close();
        }
    }

    private BrokerFacts facts() {
        return new BrokerFacts(
                key.id(), hostAndPort(), console.map(Console::url).orElse(""));
    }

    private CompletableFuture<MarketView> view() {
        Supplier<CompletableFuture<MarketView>> known = views;
        return known == null
                ? CompletableFuture.failedFuture(new IllegalStateException("this broker stands by"))
                : known.get();
    }

    private Optional<Console> openConsole() throws IOException {
        Optional<InetSocketAddress> where = options.console();
        return where.isEmpty()
                ? Optional.empty()
                : Optional.of(opened(ways, Console.start(where.get(), key.id(), hostAndPort(), this::view)));
    }

    private String hostAndPort() {
        return new HostPort(address.host(), address.port()).toString();
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
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
        opened(ways, () -> Files.deleteIfExists(folder.file(BrokerAddress.FILE)));
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
        if (views == null) {
            text.append("It stands by for the broker at ")
                    .append(office.holder())
                    .append(", and takes over from it.\n");
        }
        return text.toString();
    }

    /**
     * Waits until the broker has stopped.
     *
     * @throws Failure if the store failed: the process must end, and its state is that of the last commit
     */
    void awaitEnd() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreException store) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        "the broker stops, for its books cannot be written: " + store.getMessage() + ". "
                                + options.remedy() + " and start it again: nothing that it confirmed is lost",
                        store);
            }
            if (e.getCause() instanceof DeposedException deposed) {
                throw new Failure(
                        ExitCode.ENVIRONMENT,
                        "the broker stops: " + deposed.getMessage() + ". What it confirmed is in the books, and it can"
                                + " write no more; start it again and it stands by",
                        deposed);
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
        for (Deque<AutoCloseable> parts : List.of(ways, books)) {
            while (!parts.isEmpty()) {
                closePart(parts.pop());
            }
        }
        ended.complete(null);
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

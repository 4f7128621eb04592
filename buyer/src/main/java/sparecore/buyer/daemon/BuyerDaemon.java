package sparecore.buyer.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import sparecore.buyer.api.BuyerService;
import sparecore.buyer.api.Watch;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Engine;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.engine.Outbox;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.buyer.journal.Recovery;
import sparecore.buyer.journal.SqliteJournal;
import sparecore.buyer.market.BrokerLink;
import sparecore.buyer.market.CallDesk;
import sparecore.buyer.market.EventSink;
import sparecore.buyer.market.SellerLinks;
import sparecore.buyer.workshop.LocalWorkshop;
import sparecore.exchange.ExchangeService;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.local.LocalServer;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.ListenAddress;
import sparecore.wire.Role;

/** A running buyer: every room, wired. Closing it takes them down in the opposite order. */
public final class BuyerDaemon implements AutoCloseable {
    private static final String SOFTWARE = "sparecore-buyer";
    private static final int LINK_THREADS = 2;
    private static final int STREAMS_MAX = 128;

    private final NodeId id;
    private final Path socket;
    private final Deque<AutoCloseable> parts;

    private BuyerDaemon(NodeId id, Path socket, Deque<AutoCloseable> parts) {
        this.id = id;
        this.socket = socket;
        this.parts = parts;
    }

    /**
     * Starts a buyer. It is ready for callers when this returns; the broker may come later.
     *
     * @param onBroken told once if the daemon cannot go on, such as when the disk is full
     * @throws sparecore.terminal.Failure with what to do, if it cannot start
     */
    public static BuyerDaemon start(
            Path folder, BrokerAddress broker, Clock clock, SecureRandom random, Consumer<Throwable> onBroken)
            throws IOException {
        return start(folder, broker, Network.DEFAULT, ProgramShelf.BYTES_DEFAULT, clock, random, onBroken);
    }

    static BuyerDaemon start(
            Path folder,
            BrokerAddress broker,
            Network network,
            long shelfBytes,
            Clock clock,
            SecureRandom random,
            Consumer<Throwable> onBroken)
            throws IOException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return assemble(folder, broker, network, shelfBytes, clock, random, onBroken, parts);
        } catch (IOException | RuntimeException | Error e) {
            closeAll(parts);
            throw e;
        }
    }

    private static BuyerDaemon assemble(
            Path folder,
            BrokerAddress broker,
            Network network,
            long shelfBytes,
            Clock clock,
            SecureRandom random,
            Consumer<Throwable> onBroken,
            Deque<AutoCloseable> parts)
            throws IOException {
        DataFolder data = keep(parts, DataFolder.open(folder));
        try {
            return assemble(data, broker, network, shelfBytes, clock, random, onBroken, parts);
        } catch (StoreException e) {
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    e.getMessage() + ". The journal is " + data.file("journal.db")
                            + ": repair it from a copy, or start with another folder (--data)",
                    e);
        }
    }

    private static BuyerDaemon assemble(
            DataFolder data,
            BrokerAddress broker,
            Network network,
            long shelfBytes,
            Clock clock,
            SecureRandom random,
            Consumer<Throwable> onBroken,
            Deque<AutoCloseable> parts)
            throws IOException {
        NodeKey key = data.key(random);
        Path file = data.file("journal.db");
        Database database = keep(parts, Recovery.open(file));
        JournalReader reader = keep(parts, new JournalReader(file));
        ProgramShelf programs = new ProgramShelf(data.file("programs"), shelfBytes, clock);
        programs.makeRoom(reader.openPrograms());
        SqliteJournal journal = new SqliteJournal(database);

        Inbox inbox = new Inbox();
        Links links = new Links(key, Role.ROLE_BUYER, SOFTWARE, LinkLimits.DEFAULT, LINK_THREADS, network.outgoing());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemonThreads("retry"));
        Watch watch = new Watch(clock);
        EventSink events = new InboxSink(inbox);
        CallDesk desk = new CallDesk(timer);
        BrokerLink market = new BrokerLink(links, key.id(), broker, events, timer, random);
        SellerLinks sellers = new SellerLinks(links, key, broker, events, programs::find, desk, timer);
        LocalWorkshop workshop = keep(parts, new LocalWorkshop(key, events, programs::find));
        Outbox outbox = new Outbox(market, sellers, watch, workshop);
        Buying buying = new Buying(
                outbox,
                outbox,
                journal,
                outbox,
                clock::millis,
                Recovery.jobs(database, journal, clock.millis()),
                Recovery.experience(database, clock.millis()),
                Recovery.budget(database).orElse(null),
                outbox,
                random);
        Engine engine = keep(parts, new Engine(journal, inbox, outbox, buying, onBroken));
        parts.push(timer::shutdownNow);
        keep(parts, links);
        keep(parts, market);

        ExecutorService streams = new ThreadPoolExecutor(
                0, STREAMS_MAX, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemonThreads("stream"));
        parts.push(streams::shutdownNow);
        BuyerService service = new BuyerService(key.id(), inbox, reader, programs, market, watch, streams);
        if (network.listen() != null) {
            listen(links, network.listen(), network.advertise(), desk);
        }
        engine.start();
        ExchangeService exchange = new ExchangeService(
                key.id(), market::passOn, new OwnEvidence(reader, key), new OwnWorks(reader, programs));
        keep(parts, LocalServer.start(data.socket(), List.of(service, exchange)));
        market.start();
        return new BuyerDaemon(key.id(), data.socket(), parts);
    }

    /** Before the broker is dialled, which is told of it in the greeting. The port goes with the links. */
    private static void listen(Links links, InetSocketAddress where, String advertise, CallDesk desk) {
        try {
            links.setListens(
                    ListenAddress.told(advertise, links.listen(where, desk).address()));
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private static <T extends AutoCloseable> T keep(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    private static ThreadFactory daemonThreads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    public NodeId id() {
        return id;
    }

    /** Where callers connect. */
    public Path socket() {
        return socket;
    }

    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The rest must still be closed.
                LoggerFactory.getLogger(BuyerDaemon.class).warn("cannot close {}", part, e);
            }
        }
    }
}

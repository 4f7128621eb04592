package sparecore.seller.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.exchange.ExchangeService;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.Outgoing;
import sparecore.local.LocalServer;
import sparecore.money.Credits;
import sparecore.money.Speed;
import sparecore.seller.control.SellerControl;
import sparecore.seller.door.Calls;
import sparecore.seller.door.Door;
import sparecore.seller.door.HouseRules;
import sparecore.seller.door.Premises;
import sparecore.seller.door.ProgramDesk;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.SlotPool;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.Ask;
import sparecore.seller.market.Market;
import sparecore.seller.programs.KeptPrograms;
import sparecore.seller.programs.ProgramCache;
import sparecore.slot.SlotClass;
import sparecore.store.StoreException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.ListenAddress;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Role;

/** A seller at work: all rooms, wired. Starts in {@link #start}; {@link #drain}, then {@link #close}, end it in order. */
final class SellerDaemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SellerDaemon.class);

    private static final String SOFTWARE = "sparecore-seller/0.1";
    private static final LinkLimits LIMITS = new LinkLimits(
            LinkLimits.MARKET_FRAME_BYTES_MAX,
            512,
            128,
            32,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20));
    private static final int LINK_THREADS = 2;

    private static final long DRAIN_MILLIS = 10_000;
    private static final long LAST_WORDS_MILLIS = 4_000;
    private static final long POLL_MILLIS = 20;
    private static final long LEAVE_SECONDS = 10;
    private static final long LEAVE_HURRIED_SECONDS = 1;
    private static final int MILLION = 1_000_000;

    /** What a seller is made of, apart from its runner. */
    record Setting(
            DataFolder folder,
            NodeKey key,
            BrokerAddress broker,
            Offer offer,
            Speed speed,
            SlotClass slotClass,
            Outgoing outgoing) {}

    private final Links links;
    private final Links.@Nullable Listener listener;
    private final Market market;
    private final ScheduledExecutorService marketThread;
    private final ScheduledExecutorService signing;
    private final ScheduledExecutorService callThread;
    private final Door door;
    private final ProgramDesk desk;
    private final SlotPool slots;
    private final Journal journal;
    private final LocalServer control;
    private final Watch watch;

    private SellerDaemon(Setting setting, ProgramRunner runner, Candour candour, Consumer<String> say)
            throws IOException {
        Offer offer = setting.offer();
        journal = openJournal(setting.folder());
        ProgramCache cache = ProgramCache.open(
                setting.folder().file("programs"), runner, offer.cacheBytes(), ProgramCache.MEMORY_BYTES_MAX);
        desk = new ProgramDesk(cache, System::currentTimeMillis);
        OwnWorks works = new OwnWorks(
                journal, cache, new KeptPrograms(setting.folder().file("disputed"), System::currentTimeMillis));
        slots = new SlotPool(offer.slots(), runner, System::nanoTime);
        links = new Links(setting.key(), Role.ROLE_SELLER, SOFTWARE, LIMITS, LINK_THREADS, setting.outgoing());
        marketThread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "market"));
        signing = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "signing"));
        market =
                new Market(links, setting.key().id(), setting.broker(), journal, marketThread, new SecureRandom(), say);
        door = new Door(
                setting.broker().key(),
                new HouseRules(
                        setting.key().id(),
                        offer.price(),
                        offer.slots(),
                        offer.memoryBytesPerSlot(),
                        offer.unpaidCpuSeconds()),
                new Premises(
                        setting.key(),
                        slots,
                        journal,
                        market,
                        works,
                        signing,
                        machine(setting),
                        candour,
                        new SecureRandom(),
                        System::currentTimeMillis),
                desk);
        watch = new Watch(offer, Machine.cores(), slots, door, journal, say);
        watch.begin();
        listener = offer.listen() == null ? null : listen(offer.listen());
        callThread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "calls"));
        Ask ask = new Ask(
                AskId.random(new SecureRandom()),
                offer.price(),
                offer.slots(),
                offer.memoryBytesPerSlot(),
                setting.speed(),
                setting.slotClass(),
                offer.hours(),
                offer.leaseMillisLeast(),
                Optional.ofNullable(offer.creditTo()),
                offer.buyerPointsLeast() == null ? OptionalInt.empty() : OptionalInt.of(offer.buyerPointsLeast()),
                Machine.nameFor(setting.broker().key()),
                listener == null ? "" : ListenAddress.told(offer.advertise(), listener.address()));
        control = LocalServer.start(
                setting.folder().socket(),
                List.of(
                        new SellerControl(new StatusReport(setting, ask, market, door, watch, journal)),
                        new ExchangeService(setting.key().id(), market::ask, journal::cases, works)));
        market.enter(ask, new Calls(links, setting.broker(), door, callThread, System::currentTimeMillis));
    }

    /** @throws Failure with what cannot be had */
    static SellerDaemon start(Setting setting, ProgramRunner runner, Candour candour, Consumer<String> say)
            throws IOException {
        return new SellerDaemon(setting, runner, candour, say);
    }

    private static sparecore.slot.Machine machine(Setting setting) {
        return new sparecore.slot.Machine(
                Machine.cpuModel(),
                System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""),
                setting.slotClass().label());
    }

    /** What an earlier life left open is over: its runs are gone. */
    private static Journal openJournal(DataFolder folder) {
        try {
            Journal journal = Journal.open(folder.file("seller.db"));
            journal.endAll(LeaseEndReason.LEASE_END_REASON_SELLER_GONE).join();
            return journal;
        } catch (StoreException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private Links.Listener listen(InetSocketAddress address) {
        try {
            return links.listen(address, door);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where buyers dial. */
    InetSocketAddress address() {
        return Objects.requireNonNull(listener, "it listens nowhere").address();
    }

    /** How many leases live now. */
    int leases() {
        return door.leases();
    }

    /** What is owed to it now. */
    Credits unpaid() {
        return door.unpaid();
    }

    /** How many assignments are on slots now. */
    int running() {
        return slots.running();
    }

    /** Completes when it makes no sense to go on. */
    CompletableFuture<Failure> fatal() {
        return market.fatal();
    }

    /** Takes no more work, lets runs finish, settles. Blocks; at most about 15 s, or a moment once it is hurried. */
    void drain(BooleanSupplier hurried) {
        CompletableFuture<Void> cancelled = market.cancelAsk();
        door.drain();
        awaitLeases(DRAIN_MILLIS, hurried);
        door.hurry();
        awaitLeases(LAST_WORDS_MILLIS, hurried);
        await(
                cancelled.thenCompose(done -> market.leave()),
                hurried.getAsBoolean() ? LEAVE_HURRIED_SECONDS : LEAVE_SECONDS);
    }

    private void awaitLeases(long mostMillis, BooleanSupplier hurried) {
        long deadline = System.nanoTime() + mostMillis * MILLION;
        try {
            while (door.leases() > 0 && !hurried.getAsBoolean() && System.nanoTime() < deadline) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CompletableFuture<Void> work, long seconds) {
        try {
            work.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.warn("settling at the end failed", e);
        } catch (TimeoutException e) {
            log.warn("the broker did not answer in time; what is not settled will be at the next start");
        }
    }

    @Override
    public void close() {
        control.close();
        if (listener != null) {
            listener.close();
        }
        callThread.shutdownNow();
        watch.close();
        slots.close();
        signing.shutdownNow();
        desk.close();
        links.close();
        marketThread.shutdownNow();
        journal.close();
    }
}

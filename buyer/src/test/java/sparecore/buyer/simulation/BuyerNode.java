package sparecore.buyer.simulation;

import com.google.protobuf.ByteString;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Engine;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.engine.Journal;
import sparecore.buyer.engine.Outbox;
import sparecore.buyer.engine.Watchers;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.journal.Recovery;
import sparecore.buyer.journal.SqliteJournal;
import sparecore.buyer.market.BrokerLink;
import sparecore.buyer.market.CallDesk;
import sparecore.buyer.market.EventSink;
import sparecore.buyer.market.SellerLinks;
import sparecore.buyer.samples.Samples;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.vote.Quorum;
import sparecore.wire.Frame;
import sparecore.wire.Role;
import sparecore.wire.TransferCredits;

/** The shipped buyer: links, engine, core and journal. Its caller has one job, and says again what was not confirmed. */
final class BuyerNode extends SimulatedNode {
    /** Fewer than the broker remembers. */
    private static final int GIFTS_MAX = 20;

    private final Random random;
    private final Path file;
    private final JobSpec spec;
    private final int fragments;
    private final int replicas;
    private @Nullable Database database;
    private @Nullable Journal journal;
    private @Nullable Inbox inbox;
    private @Nullable Engine engine;
    private @Nullable Buying core;
    private @Nullable BrokerLink market;
    private CrashPoint crash = CrashPoint.NONE;
    private int writesLeft;
    private boolean wrote;
    private String expected = "";
    private boolean stepping;
    private boolean stepped;
    private boolean asPlanned;
    private boolean cancels;
    private @Nullable Gift gift;
    private int gifts;
    private boolean isDone;

    BuyerNode(World world, int number, Conduct conduct) {
        super(world, "buyer " + number, Role.ROLE_BUYER, 7800 + number, conduct);
        this.random = new Random(world.random().nextLong());
        this.file = world.disk().buyer(name());
        this.fragments = 1 + random.nextInt(world.fragmentsMax());
        this.replicas = 1 + random.nextInt(3);
        this.spec = spec();
    }

    private JobSpec spec() {
        long micro = random.nextInt(4) == 0 ? random.nextInt(5_000_000) + 1 : 5_000_000L * fragments * replicas;
        return new JobSpec(
                new JobId(new Id(random.nextLong(), random.nextLong())),
                "job",
                Samples.PROGRAM,
                Samples.NEEDS,
                new Quorum(replicas),
                Price.parse("1"),
                Credits.ofMicro(micro),
                Samples.LIMITS,
                1 + random.nextInt(8),
                random.nextInt(5) == 0 ? Timeline.START_MILLIS + 30_000 + random.nextInt(100_000) : 0,
                random.nextInt(5) == 0 ? WhenSpent.WAIT : WhenSpent.STOP);
    }

    /** What its account should begin with. */
    long creditsMicro() {
        return switch (random.nextInt(8)) {
            case 0 -> spec.cap().micro() / 2 + 1;
            case 1, 2, 3 -> 3 * spec.cap().micro();
            default -> spec.cap().micro() + random.nextInt(1_000_000);
        };
    }

    @Override
    void begin() {
        Database opened = Recovery.open(file);
        SqliteJournal sqlite = new SqliteJournal(opened);
        Journal watched = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(),
                new Class<?>[] {Journal.class},
                (proxy, method, arguments) -> write(sqlite, method, arguments));
        Inbox events = new Inbox();
        SimulatedExecutor timer = new SimulatedExecutor(world().timeline(), life(), random, 1);
        BrokerNode broker = world().broker();
        Peers peers = world().network().peers(life());
        BrokerAddress brokerAddress = new BrokerAddress(broker.key().id(), "127.0.0.1", broker.port());
        EventSink sink = new Sink(events);
        BrokerLink brokerLink = new BrokerLink(peers, key().id(), brokerAddress, sink, timer, random);
        SellerLinks sellers =
                new SellerLinks(peers, key(), brokerAddress, sink, Program::find, new CallDesk(timer), timer);
        Outbox outbox = new Outbox(brokerLink, sellers, new Nobody(), (job, index, work) -> {
            throw new BrokenInvariant("nobody asked for a fragment to be computed here");
        });
        Buying recovered = new Buying(
                outbox,
                outbox,
                watched,
                outbox,
                this::clockMillis,
                Recovery.jobs(opened, sqlite, clockMillis()),
                Recovery.experience(opened, clockMillis()),
                null,
                outbox,
                random);
        database = opened;
        journal = sqlite;
        inbox = events;
        core = recovered;
        market = brokerLink;
        engine = new Engine(watched, events, outbox, recovered, error -> {});
        crash = CrashPoint.NONE;
        asPlanned = false;
        requireSameAsBefore();
        brokerLink.start();
        tick();
        call();
    }

    private void requireSameAsBefore() {
        world().onlooker().leasesOf(key().id()).forEach(lease -> {
            if (conduct().isHonest()) {
                promises(lease, world().onlooker().promised(lease).micro());
            }
        });
        if (!expected.isEmpty()) {
            String found = text();
            BrokenInvariant.unless(
                    found.equals(expected),
                    "the state of %s after a restart is not the one before: %s",
                    name(),
                    Difference.between(expected, found));
        }
    }

    private record Sink(Inbox inbox) implements EventSink {
        @Override
        public boolean offer(Consumer<Buying> event) {
            return inbox.offer(event);
        }

        @Override
        public void deliver(Consumer<Buying> event) {
            inbox.deliver(event);
        }
    }

    private static final class Nobody implements Watchers {
        @Override
        public void changed(JobId job) {}

        @Override
        public void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {}
    }

    /** Between any two writes, and before and after the commit, the process may end. */
    private @Nullable Object write(SqliteJournal to, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getName().equals("keep") && arguments != null) {
            keep(to, (Runnable) arguments[0]);
            return null;
        }
        boolean writes = method.getReturnType() == void.class;
        if (writes && crash == CrashPoint.BEFORE_COMMIT && writesLeft-- <= 0) {
            throw new SimulatedCrash();
        }
        wrote |= writes;
        try {
            return method.invoke(to, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** A batch that wrote nothing is no place to die at. */
    private void keep(SqliteJournal journalOnDisk, Runnable work) {
        wrote = false;
        journalOnDisk.keep(() -> {
            work.run();
            if (wrote && crash == CrashPoint.BEFORE_COMMIT) {
                throw new SimulatedCrash();
            }
        });
        if (wrote && crash == CrashPoint.AFTER_COMMIT) {
            expected = text();
            throw new SimulatedCrash();
        }
    }

    void crashAt(CrashPoint point, int after) {
        crash = point;
        writesLeft = after;
    }

    private void tick() {
        happened();
        world().timeline().after(world().tickMillis(), life(), this::tick);
    }

    @Override
    LinkHandler handler() {
        return new LinkHandler() {
            @Override
            public void opened(Link link) {
                throw new BrokenInvariant("somebody dials a buyer");
            }

            @Override
            public void received(Link link, Frame frame) {}

            @Override
            public void closed(Link link, String reason) {}
        };
    }

    @Override
    void happened() {
        if (!stepping && !stepped) {
            stepping = true;
            world().timeline().after(1 + random.nextInt(30), life(), this::step);
        }
        stepped = false;
    }

    private void step() {
        stepping = false;
        stepped = true;
        if (crash == CrashPoint.BEFORE_COMMIT) {
            expected = text();
        }
        try {
            Objects.requireNonNull(engine).step();
        } catch (SimulatedCrash now) {
            asPlanned = true;
            world().crashes(this);
            return;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        check();
    }

    @Override
    void died() {
        if (!asPlanned) {
            expected = text();
        }
        stepping = false;
        Objects.requireNonNull(database).close();
    }

    private @Nullable Job job() {
        return Objects.requireNonNull(core).job(spec.id());
    }

    /** The caller does what is next: the whole job is said piece by piece, and what is there already is not said again. */
    private void call() {
        try {
            var ignored = Objects.requireNonNull(inbox).ask(this::callNow, 0);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (random.nextInt(6) == 0) {
            give();
        }
        happened();
        if (!isDone) {
            world().timeline().after(100 + random.nextInt(2_000), life(), this::call);
        }
    }

    private boolean callNow(Buying buying) {
        Journal known = Objects.requireNonNull(journal);
        if (buying.job(spec.id()) == null && known.hasJob(spec.id())) {
            isDone = true;
            return true;
        }
        Job job = buying.submit(spec);
        if (job.phase().isFinal()) {
            return true;
        }
        if (cancels) {
            buying.cancel(spec.id());
            return true;
        }
        int more = Math.min(fragments - job.added(), 1 + random.nextInt(8));
        if (more > 0) {
            List<Work> works = new ArrayList<>();
            for (int i = 0; i < more; i++) {
                works.add(Samples.work(job.added() + i));
            }
            buying.addFragments(spec.id(), job.added(), works);
        } else {
            buying.closeInput(spec.id());
        }
        if (random.nextInt(12) == 0) {
            Credits cap = spec.cap().plus(Credits.ofMicro(random.nextInt(500_000)));
            buying.amend(spec.id(), now -> now.amended(now.priceMost(), cap, now.slots(), now.deadlineMillis()));
        }
        return true;
    }

    /** From now on its caller wants no more. */
    void cancel() {
        cancels = true;
    }

    /** Whether its job is over, its sellers are paid and its bid is closed. */
    boolean isDone() {
        return isDone;
    }

    /** It has promised this: its journal must know of it. */
    void promises(LeaseId lease, long cumulative) {
        long owed = Objects.requireNonNull(journal).owed(lease).micro();
        BrokenInvariant.unless(
                cumulative <= owed, "%s promises %d under %s, its journal says %d", name(), cumulative, lease, owed);
    }

    private void check() {
        Job job = job();
        if (job == null) {
            return;
        }
        BrokenInvariant.unless(
                job.spent().compareTo(job.spec().cap()) <= 0,
                "the job of %s has spent %s of a cap of %s",
                name(),
                job.spent(),
                job.spec().cap());
        BrokenInvariant.unless(
                job.open() + job.accepted() + job.abandoned() == job.added(),
                "the fragments of %s do not add up",
                name());
    }

    private String text() {
        Job job = job();
        if (job == null) {
            return "no job";
        }
        StringBuilder text = new StringBuilder();
        text.append(job.spec()).append('\n');
        text.append(job.phase()).append(' ').append(job.isInputClosed()).append('\n');
        text.append("added ").append(job.added()).append(" accepted ").append(job.accepted());
        text.append(" abandoned ").append(job.abandoned()).append(" open ").append(job.open());
        text.append("\nspent ").append(job.spent()).append('\n');
        for (int i = 0; i < job.added(); i++) {
            var fragment = job.fragment(i);
            if (fragment != null && fragment.phase() == Fragment.Phase.OPEN) {
                text.append(i)
                        .append(' ')
                        .append(fragment.phase())
                        .append(' ')
                        .append(fragment.votes())
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** Its owner gives a little to somebody, and may well say so again. */
    private void give() {
        if (gift == null || (gifts < GIFTS_MAX && random.nextBoolean())) {
            List<SimulatedNode> all = world().nodes();
            SimulatedNode to = all.get(random.nextInt(all.size()));
            if (to == this) {
                return;
            }
            gifts++;
            gift = world().onlooker()
                    .gives(new Gift(
                            key().id(),
                            to.key().id(),
                            new Id(random.nextLong(), random.nextLong()),
                            1 + random.nextInt(10_000)));
        }
        var ignored = Objects.requireNonNull(market)
                .passOn(Frame.newBuilder()
                        .setTransferCredits(TransferCredits.newBuilder()
                                .setCommandId(ByteString.copyFrom(gift.command().toBytes()))
                                .setTo(gift.to().toWire())
                                .setAmount(gift.micro())));
    }
}

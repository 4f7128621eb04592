package sparecore.buyer.simulation;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.lease.AskId;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.seller.door.Calls;
import sparecore.seller.door.DisputedPrograms;
import sparecore.seller.door.Door;
import sparecore.seller.door.HouseRules;
import sparecore.seller.door.Premises;
import sparecore.seller.execution.Candour;
import sparecore.seller.journal.Journal;
import sparecore.seller.journal.LeaseRow;
import sparecore.seller.market.Ask;
import sparecore.seller.market.Market;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.Machine;
import sparecore.slot.SlotClass;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Role;

/** The shipped seller: door, market and journal, on slots on which nothing runs. */
final class SellerNode extends SimulatedNode {
    private static final long MEMORY_BYTES = 1L << 30;
    private static final int DISK_MILLIS = 5;
    private static final long MICROS_PER_SECOND = 1_000_000;

    /** What a lease may hold beyond its slots, while news of a closed window is under way. */
    private static final int WINDOW_PER_SLOT = 2;

    private static final int WINDOW_SLACK = 2;

    private final Random random;
    private final Path file;
    private final Price price;
    private final int slots;
    private final int unpaidCpuSeconds;
    private @Nullable Journal journal;
    private @Nullable Door door;
    private boolean diesAfterWrite;

    SellerNode(World world, int number, Conduct conduct) {
        super(world, "seller " + number, Role.ROLE_SELLER, 7900 + number, conduct);
        this.random = new Random(world.random().nextLong());
        this.file = world.disk().seller(name());
        this.price = new Price(500_000 + 100_000L * random.nextInt(6));
        this.slots = 1 + random.nextInt(4);
        this.unpaidCpuSeconds = 1 + random.nextInt(6);
    }

    @Override
    void begin() {
        Timeline timeline = world().timeline();
        SimulatedExecutor disk = new SimulatedExecutor(timeline, life(), random, DISK_MILLIS, this::runOnDisk);
        SimulatedExecutor thread = new SimulatedExecutor(timeline, life(), random, 1);
        Journal opened = Journal.open(file, disk);
        journal = opened;
        var ignored = opened.endAll(LeaseEndReason.LEASE_END_REASON_SELLER_GONE)
                .thenCompose(done -> opened.unsettled())
                .thenAccept(this::requireVouchers);
        BrokerNode broker = world().broker();
        Peers peers = world().network().peers(life());
        BrokerAddress brokerAddress = new BrokerAddress(broker.key().id(), "127.0.0.1", broker.port());
        Market market = new Market(peers, key().id(), brokerAddress, opened, thread, random, line -> {});
        Door opener = new Door(
                broker.key().id(),
                new HouseRules(key().id(), price, slots, MEMORY_BYTES, unpaidCpuSeconds),
                new Premises(
                        key(),
                        new SimulatedSlots(timeline, life(), random, slots),
                        opened,
                        market,
                        DisputedPrograms.NONE,
                        new SimulatedExecutor(timeline, life(), random, 1),
                        new Machine("processor", "kernel", "slots"),
                        Candour.HONEST,
                        Keys.random(name()),
                        this::clockMillis),
                Program.shared());
        opener.setSlotsOpen(slots);
        door = opener;
        diesAfterWrite = false;
        market.enter(
                ask(),
                new Calls(
                        peers,
                        brokerAddress,
                        opener,
                        new SimulatedExecutor(timeline, life(), random, 1),
                        this::clockMillis));
        tick();
    }

    private Ask ask() {
        return new Ask(
                new AskId(new Id(random.nextLong(), random.nextLong())),
                price,
                slots,
                MEMORY_BYTES,
                Speed.REFERENCE,
                new SlotClass(Set.of(Abi.RAW), 2, true),
                Hours.ALWAYS,
                0,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                "127.0.0.1:" + port());
    }

    private void tick() {
        Objects.requireNonNull(door).tick();
        world().timeline().after(world().tickMillis(), life(), this::tick);
    }

    /** What it said to be on its disk is there after a restart, unless the broker has it already. */
    private void requireVouchers(List<LeaseRow> rows) {
        for (LeaseRow row : rows) {
            long confirmed = world().onlooker().confirmed().getOrDefault(row.lease(), 0L);
            BrokenInvariant.unless(
                    row.cumulative().micro() >= confirmed || world().captured(row.lease()) >= confirmed,
                    "%s has confirmed a voucher of %d under %s, and has one of %s",
                    name(),
                    confirmed,
                    row.lease(),
                    row.cumulative());
        }
    }

    private void runOnDisk(Runnable write) {
        if (diesAfterWrite) {
            diesAfterWrite = false;
            world().crashesAround(this, write);
            return;
        }
        write.run();
    }

    /** Dies when its next write is on disk and nobody has heard of it. */
    void crashAfterWrite() {
        diesAfterWrite = true;
    }

    /** Its owner takes the machine back, or gives it. */
    void ownerComesOrGoes() {
        Objects.requireNonNull(door).setSlotsOpen(random.nextInt(2) * slots);
    }

    void ownerIsAway() {
        Objects.requireNonNull(door).setSlotsOpen(slots);
    }

    @Override
    LinkHandler handler() {
        return Objects.requireNonNull(door);
    }

    @Override
    void happened() {
        Door open = Objects.requireNonNull(door);
        long perSlot =
                price.of(unpaidCpuSeconds * MICROS_PER_SECOND, Speed.REFERENCE).micro();
        long perRun = price.of(Program.RUN_MICROS_MAX, Speed.REFERENCE).micro();
        long most = slots * perSlot + (WINDOW_PER_SLOT * slots + WINDOW_SLACK) * perRun;
        BrokenInvariant.unless(
                !conduct().isHonest() || open.unpaid().micro() <= open.leases() * most,
                "%s has lent %s, more than a window, to %d buyers",
                name(),
                open.unpaid(),
                open.leases());
    }

    @Override
    void died() {
        Objects.requireNonNull(journal).close();
    }

    /** For the end: no lease lives on here. */
    int leases() {
        return Objects.requireNonNull(door).leases();
    }
}

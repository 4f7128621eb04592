package sparecore.seller.main;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;
import sparecore.money.Price;
import sparecore.sandbox.Limits;
import sparecore.seller.demonstration.FalseSeals;
import sparecore.seller.programs.ProgramCache;
import sparecore.slot.Hours;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.HostPort;
import sparecore.terminal.SocksOption;

/** The options of {@code seller run}. */
final class RunOptions {
    private static final int SLOTS_MAX = 1024;

    /** Of physical memory; the rest is for the owner. */
    private static final double MEMORY_SHARE = 0.8;

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MEMORY_BYTES_DEFAULT = 512L << 20;
    private static final long CACHE_BYTES_MAX = 1L << 40;

    @Option(
            names = "--broker",
            paramLabel = "KEY@HOST:PORT",
            defaultValue = "",
            description = "The broker, as `sparecore broker run` prints it. Default: the one on this machine.")
    String broker = "";

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "How many programs may run at once. Default: the number of cores.")
    @Nullable
    Integer slots;

    @Option(
            names = "--price",
            paramLabel = "CREDITS",
            defaultValue = "0.01",
            description = "The least price of a reference CPU-second. Default: ${DEFAULT-VALUE}.")
    Price price = new Price(10_000);

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description = "Where buyers connect; port 0 is a free one. Default: ${DEFAULT-VALUE}.")
    String listen = "127.0.0.1:0";

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            defaultValue = "",
            description = "The address that buyers are told. Default: the one that is listened on.")
    String advertise = "";

    @Option(
            names = "--no-listen",
            description =
                    "Open no port: buyers are dialled where they listen, or met at the broker's relay. Where buyers"
                            + " cannot reach --listen, as the broker finds out, that is so in any case.")
    boolean noListen;

    @Mixin
    SocksOption socks = new SocksOption();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description = "Memory for each slot. Default: 512M, or less where there is less.")
    @Nullable
    ByteSize memory;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder. Default: seller in $SPARECORE_HOME, or in ~/.sparecore.")
    @Nullable
    Path data;

    @Option(
            names = "--cache",
            paramLabel = "SIZE",
            defaultValue = "2G",
            description =
                    "Disk space for buyers' programs and their files, 1G to 1T. What is not in use makes room for new ones."
                            + " Default: ${DEFAULT-VALUE}.")
    ByteSize cache = new ByteSize(ProgramCache.DISK_BYTES_DEFAULT);

    @Option(names = "--always", description = "Sell even while other programs use the machine.")
    boolean always;

    /** How programs stand beside the machine's other work. */
    enum Priority {
        /** Only on CPU time that nobody else wants. */
        IDLE,
        /** Like any other process: for a machine that has nothing else to do. */
        NORMAL
    }

    @Option(
            names = "--priority",
            paramLabel = "idle|normal",
            defaultValue = "idle",
            description = "idle: programs get only the CPU time that nobody else wants. normal: they share it like any"
                    + " other process. Default: ${DEFAULT-VALUE}.")
    Priority priority = Priority.IDLE;

    @Option(
            names = "--idle-load",
            paramLabel = "FRACTION",
            defaultValue = "0.25",
            description = "The part of a core that other programs may use while it is sold. Default: ${DEFAULT-VALUE}.")
    double idleLoad = 0.25;

    @Option(
            names = "--unpaid-cpu-seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = "Reference CPU-seconds on each slot that a buyer may owe. Default: ${DEFAULT-VALUE}.")
    long unpaidCpuSeconds = 120;

    @Option(
            names = "--hours",
            paramLabel = "H-H[,H-H]",
            defaultValue = "",
            description = "Hours of the day, UTC, in which slots are sold, such as 22-6. Leases end with them."
                    + " Default: always.")
    String hours = "";

    @Option(
            names = "--least-lease",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "No lease may be shorter, up to 3600. Default: ${DEFAULT-VALUE}.")
    long leaseSecondsLeast;

    @Option(
            names = "--credit-to",
            paramLabel = "NODE",
            description = "The account that earns: a friend's or a project's. Default: this seller's own.")
    @Nullable
    NodeId creditTo;

    @Option(
            names = "--buyer-standing",
            paramLabel = "POINTS",
            description =
                    "Sell to no buyer of a lower standing at the broker; a new one has 0, and proved fraud costs 20"
                            + " and more. Default: to all.")
    @Nullable
    Integer buyerPointsLeast;

    @Option(
            names = "--falsify",
            paramLabel = "SHARE",
            hidden = true,
            defaultValue = "0",
            description = "For demonstrations and tests: falsify this share of the results.")
    double falsify;

    @Option(
            names = "--falsify-together",
            hidden = true,
            description = "For tests: falsify the same fragments, and in the same way, as all others who do.")
    boolean falsifyTogether;

    @Option(
            names = "--falsify-bill",
            paramLabel = "TIMES",
            hidden = true,
            defaultValue = "1",
            description = "For tests: report so many times the CPU time.")
    int falsifyBill = 1;

    @Option(
            names = "--falsify-seals",
            paramLabel = "WAY",
            hidden = true,
            converter = SealWay.class,
            description = "For tests: what becomes of what it commits to: kept, never-shown, broken, copied.")
    FalseSeals.@Nullable Way falsifySeals;

    @Option(
            names = "--falsify-seals-file",
            paramLabel = "FILE",
            hidden = true,
            description = "For tests: where commitments are written to be copied, or copied from.")
    @Nullable
    Path falsifySealsFile;

    /** Reads a {@link FalseSeals.Way}. */
    static final class SealWay implements ITypeConverter<FalseSeals.Way> {
        @Override
        public FalseSeals.Way convert(String text) {
            return FalseSeals.Way.parse(text);
        }
    }

    Path dataFolder() {
        return data == null ? DataFolder.home().resolve("seller") : data;
    }

    static Path dataFolder(@Nullable Path data) {
        return data == null ? DataFolder.home().resolve("seller") : data;
    }

    /** @throws Failure with the option that is wrong */
    Offer offer(int cores, long machineMemoryBytes) {
        int count = slots == null ? cores : slots;
        require(count >= 1 && count <= SLOTS_MAX, "--slots: 1 to 1024, not " + count);
        require(idleLoad >= 0 && idleLoad <= 1, "--idle-load: 0 to 1, not " + idleLoad);
        require(falsifyBill >= 1, "--falsify-bill: 1 or more, not " + falsifyBill);
        require(falsify >= 0 && falsify <= 1, "--falsify: 0 to 1, not " + falsify);
        require(
                unpaidCpuSeconds >= 1 && unpaidCpuSeconds <= 1_000_000,
                "--unpaid-cpu-seconds: 1 to 1,000,000, not " + unpaidCpuSeconds);
        long most = (long) (machineMemoryBytes * MEMORY_SHARE / count);
        long each = memory == null ? Math.min(MEMORY_BYTES_DEFAULT, most) : memory.bytes();
        require(
                each >= Limits.MEMORY_BYTES_MIN && each <= Math.min(most, Limits.MEMORY_BYTES_MAX),
                "--memory: " + ByteSize.show(each) + " for each of " + count + " slots; this machine allows "
                        + ByteSize.show(Limits.MEMORY_BYTES_MIN) + " to "
                        + ByteSize.show(Math.min(most, Limits.MEMORY_BYTES_MAX)));
        require(
                leaseSecondsLeast >= 0 && leaseSecondsLeast * MILLIS_PER_SECOND <= Ticket.DURATION_MILLIS_MAX,
                "--least-lease: 0 to 3600 seconds, not " + leaseSecondsLeast);
        require(
                cache.bytes() >= ProgramCache.DISK_BYTES_MIN && cache.bytes() <= CACHE_BYTES_MAX,
                "--cache: 1 GiB to 1024 GiB, not " + ByteSize.show(cache.bytes()));
        return new Offer(
                count,
                price,
                each,
                noListen ? null : address("--listen", listen),
                advertised(),
                always,
                idleLoad,
                unpaidCpuSeconds,
                openHours(),
                leaseSecondsLeast * MILLIS_PER_SECOND,
                cache.bytes(),
                creditTo,
                buyerPointsLeast);
    }

    private Hours openHours() {
        try {
            return hours.isEmpty() ? Hours.ALWAYS : Hours.parse(hours);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--hours: " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress address(String option, String text) {
        try {
            return HostPort.parse(text).resolve();
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, option + ": " + e.getMessage(), e);
        }
    }

    private String advertised() {
        require(!noListen || advertise.isBlank(), "--advertise: with --no-listen there is nothing to tell");
        try {
            return advertise.isBlank() ? "" : HostPort.parseDialled(advertise).toString();
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, "--advertise: " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Failure(ExitCode.USAGE, message);
        }
    }
}

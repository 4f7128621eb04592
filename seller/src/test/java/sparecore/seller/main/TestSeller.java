package sparecore.seller.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.link.Outgoing;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.programs.ProgramCache;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;

/** A seller's daemon in this process, on loopback. */
final class TestSeller implements AutoCloseable {
    static final SlotClass SLOT_CLASS = new SlotClass(Set.of(Abi.RAW), 2, false);

    private final DataFolder folder;
    private final NodeKey key;
    private final SellerDaemon daemon;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private TestSeller(Path data, BrokerAddress broker, ProgramRunner runner, Offer offer) throws IOException {
        folder = DataFolder.open(data);
        key = folder.key(new SecureRandom());
        daemon = SellerDaemon.start(
                new SellerDaemon.Setting(folder, key, broker, offer, Speed.REFERENCE, SLOT_CLASS, Outgoing.STRAIGHT),
                runner,
                Candour.HONEST,
                said::add);
    }

    static TestSeller start(Path data, BrokerAddress broker, ProgramRunner runner, int slots) throws IOException {
        return start(data, broker, runner, slots, 10);
    }

    static TestSeller start(Path data, BrokerAddress broker, ProgramRunner runner, int slots, long unpaidCpuSeconds)
            throws IOException {
        Offer offer = new Offer(
                slots,
                new Price(1_000_000),
                64L << 20,
                new InetSocketAddress("127.0.0.1", 0),
                "",
                true,
                0.25,
                unpaidCpuSeconds,
                Hours.parse("0-24"),
                60_000,
                ProgramCache.DISK_BYTES_MIN,
                null,
                null);
        return new TestSeller(data, broker, runner, offer);
    }

    SellerDaemon daemon() {
        return daemon;
    }

    NodeId id() {
        return key.id();
    }

    InetSocketAddress address() {
        return daemon.address();
    }

    List<String> said() {
        return said;
    }

    Path socket() {
        return folder.socket();
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        folder.close();
    }
}

package sparecore.seller.main;

import com.google.protobuf.ByteString;
import java.util.function.Supplier;
import sparecore.api.seller.ProgramRow;
import sparecore.api.seller.SellerStatus;
import sparecore.seller.door.Door;
import sparecore.seller.journal.Journal;
import sparecore.seller.journal.ProgramTotal;
import sparecore.seller.journal.Totals;
import sparecore.seller.market.Ask;
import sparecore.seller.market.Market;
import sparecore.seller.market.Standing;

/** Gathers what the owner may see from all rooms. Blocks on the journal. */
final class StatusReport implements Supplier<SellerStatus> {
    private final SellerDaemon.Setting setting;
    private final Ask ask;
    private final Market market;
    private final Door door;
    private final Watch watch;
    private final Journal journal;

    StatusReport(SellerDaemon.Setting setting, Ask ask, Market market, Door door, Watch watch, Journal journal) {
        this.setting = setting;
        this.ask = ask;
        this.market = market;
        this.door = door;
        this.watch = watch;
        this.journal = journal;
    }

    @Override
    public SellerStatus get() {
        Standing standing = market.standing();
        Totals totals = journal.totals().join();
        SellerStatus.Builder status = SellerStatus.newBuilder()
                .setNode(setting.key().id().toWire())
                .setBroker(setting.broker().key().toWire())
                .setBrokerConnected(standing.connected())
                .setNote(standing.note())
                .setSlots(ask.slots())
                .setSlotsOpen(watch.slotsOpen())
                .setSpeedPpm(ask.speed().ppm())
                .setPrice(ask.price().micro())
                .setAddress(ask.address())
                .setLeases(door.leases())
                .setReplicasRun(totals.replicas())
                .setCpuMicros(totals.cpuMicros())
                .setAvailable(standing.available().micro())
                .setEarned(standing.earned().micro())
                .setUnpaid(door.unpaid().micro())
                .setSighting(standing.seen());
        totals.programs().forEach(program -> status.addPrograms(row(program)));
        return status.build();
    }

    private static ProgramRow row(ProgramTotal program) {
        return ProgramRow.newBuilder()
                .setDigest(ByteString.copyFrom(program.program().toBytes()))
                .setSizeBytes(program.sizeBytes())
                .setRuns(program.runs())
                .setCpuMicros(program.cpuMicros())
                .build();
    }
}

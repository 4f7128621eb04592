package sparecore.broker.main;

import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.money.Credits;
import sparecore.wire.Abi;
import sparecore.wire.CancelBid;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.LeaseConnected;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.PlaceAsk;
import sparecore.wire.PlaceBid;
import sparecore.wire.SettleVoucher;

/** The messages that the tests send. */
final class Messages {
    static final long PRICE = 1_000;
    static final long CAP = 5_000_000;

    private Messages() {}

    static PlaceAsk.Builder ask(AskId id, int slots) {
        return PlaceAsk.newBuilder()
                .setAskId(id.toWire())
                .setPrice(PRICE)
                .setSlots(slots)
                .setMemoryBytesPerSlot(1 << 28)
                .setSpeedPpm(1_000_000)
                .setAddress("127.0.0.1:7710")
                .addAbis(Abi.ABI_RAW)
                .addAbis(Abi.ABI_LINUX)
                .setCpuLevel(3)
                .setFaultsCpuid(true);
    }

    static PlaceBid.Builder bid(BidId id, int slots) {
        return PlaceBid.newBuilder()
                .setBidId(id.toWire())
                .setPriceMost(PRICE)
                .setSlots(slots)
                .setMemoryBytesPerSlot(1 << 26)
                .setCap(CAP)
                .setSellersLeast(1)
                .setAbi(Abi.ABI_RAW)
                .setCpuLevel(2);
    }

    static Frame.Builder frame(PlaceAsk.Builder ask) {
        return Frame.newBuilder().setPlaceAsk(ask);
    }

    static Frame.Builder frame(PlaceBid.Builder bid) {
        return Frame.newBuilder().setPlaceBid(bid);
    }

    static Frame.Builder cancel(BidId bid) {
        return Frame.newBuilder().setCancelBid(CancelBid.newBuilder().setBidId(bid.toWire()));
    }

    static Frame.Builder connected(LeaseId lease) {
        return Frame.newBuilder().setLeaseConnected(LeaseConnected.newBuilder().setLeaseId(lease.toWire()));
    }

    static Frame.Builder end(LeaseId lease, LeaseEndReason reason) {
        return Frame.newBuilder()
                .setEndLease(EndLease.newBuilder().setLeaseId(lease.toWire()).setReason(reason));
    }

    static Frame.Builder account() {
        return Frame.newBuilder().setGetAccount(GetAccount.getDefaultInstance());
    }

    static Frame.Builder settle(Ticket ticket, NodeKey signer, long cumulative, boolean last) {
        Voucher voucher = new Voucher(ticket.lease(), signer.id(), ticket.seller(), Credits.ofMicro(cumulative));
        return Frame.newBuilder()
                .setSettleVoucher(SettleVoucher.newBuilder()
                        .setLeaseId(ticket.lease().toWire())
                        .setVoucher(SignedVoucher.sign(voucher, signer).toWire())
                        .setLast(last));
    }
}

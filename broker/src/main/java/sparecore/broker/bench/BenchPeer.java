package sparecore.broker.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Links;
import sparecore.wire.Abi;
import sparecore.wire.Frame;
import sparecore.wire.LeaseConnected;
import sparecore.wire.PlaceAsk;
import sparecore.wire.PlaceBid;

/** A seller or a buyer that says what the measurement needs, and nothing else. */
final class BenchPeer implements LinkHandler {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final long PRICE = 1_000;

    private final NodeKey key;
    private final BrokerAddress broker;
    private final BlockingQueue<Frame> pushed = new LinkedBlockingQueue<>();
    private final CompletableFuture<Link> link;

    BenchPeer(Links links, NodeKey key, BrokerAddress broker) {
        this.key = key;
        this.broker = broker;
        this.link = links.dial(broker.unresolved(), broker.key(), this);
    }

    NodeKey key() {
        return key;
    }

    CompletableFuture<Frame> ask(Frame.Builder question) {
        return link.thenCompose(open -> open.request(question, PATIENCE));
    }

    /** @throws IOException if the broker refuses or does not answer */
    static Frame await(CompletableFuture<Frame> answer) throws IOException, InterruptedException {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker did not do as it was asked: " + e, e);
        }
    }

    Ticket nextTicket() throws IOException, InterruptedException {
        for (Frame frame = next(); ; frame = next()) {
            if (frame.hasLeaseMatched()) {
                try {
                    return SignedTicket.verify(frame.getLeaseMatched().getTicket(), broker.key())
                            .ticket();
                } catch (BadSignedMessageException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private Frame next() throws IOException, InterruptedException {
        Frame frame = pushed.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (frame == null) {
            throw new IOException("nothing was matched in time");
        }
        return frame;
    }

    /** Of a seller without an address, so that the broker does not spend its time on dialling it. */
    static Frame.Builder offer(AskId ask, int slots) {
        return Frame.newBuilder()
                .setPlaceAsk(PlaceAsk.newBuilder()
                        .setAskId(ask.toWire())
                        .setPrice(PRICE)
                        .setSlots(slots)
                        .setMemoryBytesPerSlot(1 << 28)
                        .setSpeedPpm(1_000_000)
                        .addAbis(Abi.ABI_RAW)
                        .addAbis(Abi.ABI_LINUX)
                        .setCpuLevel(3)
                        .setFaultsCpuid(true));
    }

    static Frame.Builder bid(BidId bid, int slots, long cap) {
        return Frame.newBuilder()
                .setPlaceBid(PlaceBid.newBuilder()
                        .setBidId(bid.toWire())
                        .setPriceMost(PRICE)
                        .setSlots(slots)
                        .setMemoryBytesPerSlot(1 << 26)
                        .setCap(cap)
                        .setSellersLeast(1)
                        .setAbi(Abi.ABI_RAW)
                        .setCpuLevel(2));
    }

    static Frame.Builder connected(LeaseId lease) {
        return Frame.newBuilder().setLeaseConnected(LeaseConnected.newBuilder().setLeaseId(lease.toWire()));
    }

    @Override
    public void opened(Link opened) {}

    @Override
    public void received(Link from, Frame frame) {
        pushed.add(frame);
    }

    @Override
    public void closed(Link from, String reason) {}
}

package sparecore.buyer.whole;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.money.Credits;
import sparecore.result.ResultVerifier;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.terminal.HostPort;
import sparecore.wire.Abi;
import sparecore.wire.AssignFragment;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.OfferProgram;
import sparecore.wire.OpenLease;
import sparecore.wire.Payment;
import sparecore.wire.PlaceBid;
import sparecore.wire.ProgramChunk;
import sparecore.wire.Role;

/** A buyer in this process that signs receipts, right and wrong ones, and vouchers for less. One thread. */
final class WithholdingBuyer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CHUNK_BYTES = 128 << 10;

    private final NodeKey key;
    private final Links links;
    private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
    private final Link broker;
    private final Link seller;
    private final SignedTicket ticket;

    /** Buys a slot, and brings the program there. @param key of an account that has credits */
    WithholdingBuyer(NodeKey key, BrokerAddress address, byte[] program)
            throws IOException, InterruptedException, BadSignedMessageException {
        this.key = key;
        this.links = new Links(key, Role.ROLE_BUYER, "test", LinkLimits.DEFAULT, 1);
        this.broker = dial(links, heard, address.unresolved(), address.key());
        var placed = broker.request(bid(), PATIENCE).join();
        this.ticket = SignedTicket.verify(
                hear(heard, Frame.BodyCase.LEASE_MATCHED).getLeaseMatched().getTicket(), address.key());
        Ticket terms = ticket.ticket();
        this.seller = dial(links, heard, HostPort.parse(terms.sellerAddress()).unresolved(), terms.seller());
        seller.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        OpenLease open = OpenLease.newBuilder().setTicket(ticket.toWire()).build();
        var opened =
                seller.request(Frame.newBuilder().setOpenLease(open), PATIENCE).join();
        bring(seller, program);
        var ready = hear(heard, Frame.BodyCase.PROGRAM_READY);
    }

    private static Frame.Builder bid() {
        return Frame.newBuilder()
                .setPlaceBid(PlaceBid.newBuilder()
                        .setBidId(BidId.random(new SecureRandom()).toWire())
                        .setPriceMost(Credits.MICRO_PER_CREDIT)
                        .setSlots(1)
                        .setMemoryBytesPerSlot(64 << 20)
                        .setCap(Credits.MICRO_PER_CREDIT)
                        .setSellersLeast(1)
                        .setAbi(Abi.ABI_RAW)
                        .setCpuLevel(2));
    }

    private static Link dial(Links links, BlockingQueue<Frame> heard, InetSocketAddress to, NodeId peer) {
        return links.dial(to, peer, new LinkHandler() {
                    @Override
                    public void opened(Link link) {}

                    @Override
                    public void received(Link link, Frame frame) {
                        heard.add(frame);
                    }

                    @Override
                    public void closed(Link link, String reason) {}
                })
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static Frame hear(BlockingQueue<Frame> heard, Frame.BodyCase kind) throws InterruptedException {
        for (Frame frame = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                frame != null;
                frame = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            if (frame.getBodyCase() == kind) {
                return frame;
            }
        }
        throw new AssertionError("nobody said " + kind);
    }

    private static void bring(Link seller, byte[] program) {
        ByteString digest = ByteString.copyFrom(Digest.of(program).toBytes());
        OfferProgram offer = OfferProgram.newBuilder()
                .setDigest(digest)
                .setSizeBytes(program.length)
                .build();
        var wanted = seller.request(Frame.newBuilder().setOfferProgram(offer), PATIENCE)
                .join();
        for (int at = 0; at < program.length; at += CHUNK_BYTES) {
            seller.send(Frame.newBuilder()
                    .setProgramChunk(ProgramChunk.newBuilder()
                            .setDigest(digest)
                            .setOffset(at)
                            .setData(ByteString.copyFrom(
                                    Arrays.copyOfRange(program, at, Math.min(program.length, at + CHUNK_BYTES))))));
        }
    }

    LeaseId lease() {
        return ticket.ticket().lease();
    }

    /** Has this run. @return what the seller has signed */
    RunResult run(long assignment, byte[] program, RunLimits limits, String... arguments)
            throws InterruptedException, BadSignedMessageException {
        List<ByteString> words =
                Arrays.stream(arguments).map(ByteString::copyFromUtf8).toList();
        Work work = new Work(Digest.of(program), words, ByteString.EMPTY, limits);
        Assigned assigned = new Assigned(lease(), assignment, work.digest(), false);
        seller.send(Frame.newBuilder()
                .setAssignFragment(AssignFragment.newBuilder()
                        .setAssignment(assignment)
                        .setProgram(ByteString.copyFrom(work.program().toBytes()))
                        .addAllArguments(words)
                        .setLimits(limits.toWire())
                        .setOrder(
                                SignedBatch.sign(List.of(assigned), key).get(0).toWire())));
        return new ResultVerifier(ticket.ticket().seller())
                .verify(hear(heard, Frame.BodyCase.FRAGMENT_DONE)
                        .getFragmentDone()
                        .getResult())
                .result();
    }

    Receipt accepts(RunResult result, Credits paid) {
        return receipt(result, Receipt.Verdict.ACCEPTED, result.answer(), paid);
    }

    Receipt rejects(RunResult result) {
        return receipt(result, Receipt.Verdict.WRONG, Digest.of(new byte[0]), Credits.ZERO);
    }

    private Receipt receipt(RunResult result, Receipt.Verdict verdict, Digest accepted, Credits paid) {
        return new Receipt(lease(), result.assignment(), result.work(), verdict, Optional.of(accepted), paid);
    }

    /** Signs these receipts, and a voucher of this much. */
    void tell(Credits voucher, Receipt... receipts) {
        Voucher promise = new Voucher(lease(), key.id(), ticket.ticket().seller(), voucher);
        seller.send(Frame.newBuilder()
                .setPayment(Payment.newBuilder()
                        .setReceipts(SignedBatch.sign(List.of(receipts), key).toWire())
                        .setVoucher(SignedVoucher.sign(promise, key).toWire())));
    }

    void end() {
        var unused = broker.request(
                        Frame.newBuilder()
                                .setEndLease(EndLease.newBuilder()
                                        .setLeaseId(lease().toWire())
                                        .setReason(LeaseEndReason.LEASE_END_REASON_JOB_DONE)),
                        PATIENCE)
                .join();
    }

    @Override
    public void close() {
        links.close();
    }
}

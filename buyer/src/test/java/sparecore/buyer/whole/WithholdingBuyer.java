package sparecore.buyer.whole;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final NodeKey key = NodeKey.generate(new SecureRandom());
    private final Links links;
    private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
    private final Map<Long, Digest> works = new HashMap<>();
    private final BrokerAddress address;
    private Link broker;
    private Link seller;
    private SignedTicket ticket;

    WithholdingBuyer(BrokerAddress address) throws IOException {
        this.address = address;
        this.links = new Links(key, Role.ROLE_BUYER, "test", LinkLimits.DEFAULT, 1);
    }

    NodeId id() {
        return key.id();
    }

    private Link dial(HostPort to, NodeId peer) {
        return links.dial(to.unresolved(), peer, new LinkHandler() {
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

    private Frame hear(Frame.BodyCase kind) throws InterruptedException {
        for (Frame frame = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                frame != null;
                frame = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            if (frame.getBodyCase() == kind) {
                return frame;
            }
        }
        throw new AssertionError("nobody said " + kind);
    }

    /** Buys a slot, and brings the program there. */
    Ticket lease(byte[] program) throws InterruptedException, BadSignedMessageException {
        broker = dial(HostPort.parse(address.toString().replaceFirst(".*@", "")), address.key());
        var unused = broker.request(
                        Frame.newBuilder()
                                .setPlaceBid(PlaceBid.newBuilder()
                                        .setBidId(BidId.random(new SecureRandom()).toWire())
                                        .setPriceMost(Credits.MICRO_PER_CREDIT)
                                        .setSlots(1)
                                        .setMemoryBytesPerSlot(64 << 20)
                                        .setCap(Credits.MICRO_PER_CREDIT)
                                        .setSellersLeast(1)
                                        .setAbi(Abi.ABI_RAW)
                                        .setCpuLevel(2)),
                        PATIENCE)
                .join();
        ticket = SignedTicket.verify(
                hear(Frame.BodyCase.LEASE_MATCHED).getLeaseMatched().getTicket(), address.key());
        seller = dial(HostPort.parse(ticket.ticket().sellerAddress()), ticket.ticket().seller());
        seller.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        var opened = seller.request(
                        Frame.newBuilder().setOpenLease(OpenLease.newBuilder().setTicket(ticket.toWire())), PATIENCE)
                .join();
        bring(program);
        return ticket.ticket();
    }

    private void bring(byte[] program) throws InterruptedException {
        ByteString digest = ByteString.copyFrom(Digest.of(program).toBytes());
        var wanted = seller.request(
                        Frame.newBuilder()
                                .setOfferProgram(OfferProgram.newBuilder()
                                        .setDigest(digest)
                                        .setSizeBytes(program.length)),
                        PATIENCE)
                .join();
        for (int at = 0; at < program.length; at += CHUNK_BYTES) {
            seller.send(Frame.newBuilder()
                    .setProgramChunk(ProgramChunk.newBuilder()
                            .setDigest(digest)
                            .setOffset(at)
                            .setData(ByteString.copyFrom(
                                    Arrays.copyOfRange(program, at, Math.min(program.length, at + CHUNK_BYTES))))));
        }
        var ready = hear(Frame.BodyCase.PROGRAM_READY);
    }

    /** Has this run. @return what the seller has signed */
    RunResult run(long assignment, byte[] program, RunLimits limits, String... arguments)
            throws InterruptedException, BadSignedMessageException {
        List<ByteString> words =
                Arrays.stream(arguments).map(ByteString::copyFromUtf8).toList();
        Work work = new Work(Digest.of(program), words, ByteString.EMPTY, limits);
        works.put(assignment, work.digest());
        Assigned assigned = new Assigned(ticket.ticket().lease(), assignment, work.digest(), false);
        seller.send(Frame.newBuilder()
                .setAssignFragment(AssignFragment.newBuilder()
                        .setAssignment(assignment)
                        .setProgram(ByteString.copyFrom(work.program().toBytes()))
                        .addAllArguments(words)
                        .setLimits(limits.toWire())
                        .setOrder(SignedBatch.sign(List.of(assigned), key).get(0).toWire())));
        return new ResultVerifier(ticket.ticket().seller())
                .verify(hear(Frame.BodyCase.FRAGMENT_DONE).getFragmentDone().getResult())
                .result();
    }

    Receipt accepts(RunResult result, Credits paid) {
        return receipt(result, Receipt.Verdict.ACCEPTED, result.answer(), paid);
    }

    Receipt rejects(RunResult result) {
        return receipt(result, Receipt.Verdict.WRONG, Digest.of(new byte[0]), Credits.ZERO);
    }

    private Receipt receipt(RunResult result, Receipt.Verdict verdict, Digest accepted, Credits paid) {
        long assignment = result.assignment();
        return new Receipt(
                ticket.ticket().lease(), assignment, works.get(assignment), verdict, Optional.of(accepted), paid);
    }

    /** Signs these receipts, and a voucher of this much. */
    void tell(Credits voucher, Receipt... receipts) {
        Voucher promise = new Voucher(ticket.ticket().lease(), key.id(), ticket.ticket().seller(), voucher);
        seller.send(Frame.newBuilder()
                .setPayment(Payment.newBuilder()
                        .setReceipts(
                                SignedBatch.sign(List.of(receipts), key).toWire())
                        .setVoucher(SignedVoucher.sign(promise, key).toWire())));
    }

    void end() {
        var unused = broker.request(
                        Frame.newBuilder()
                                .setEndLease(EndLease.newBuilder()
                                        .setLeaseId(ticket.ticket().lease().toWire())
                                        .setReason(LeaseEndReason.LEASE_END_REASON_JOB_DONE)),
                        PATIENCE)
                .join();
    }

    @Override
    public void close() {
        links.close();
    }
}

package sparecore.seller.main;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.content.PartList;
import sparecore.evidence.Assigned;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
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
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.wire.AssignFragment;
import sparecore.wire.FilePart;
import sparecore.wire.Frame;
import sparecore.wire.OfferProgram;
import sparecore.wire.OpenLease;
import sparecore.wire.Payment;
import sparecore.wire.ProgramChunk;
import sparecore.wire.RevealFragments;
import sparecore.wire.Role;
import sparecore.wire.SignedStatement;

/** A buyer that does as it is told, right or wrong. One link. */
final class FakeBuyer implements AutoCloseable {
    static final RunLimits LIMITS = RunLimits.of(16L << 20, 10, 1 << 20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CHUNK_BYTES = 256 << 10;

    private final NodeKey key;
    private final Links links;
    private final Link link;
    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final Map<Long, Digest> works = new ConcurrentHashMap<>();
    private volatile LeaseId lease = new LeaseId(new Id(0, 0));

    private FakeBuyer(NodeKey key, InetSocketAddress address, NodeId seller) throws IOException {
        this.key = key;
        this.links = new Links(key, Role.ROLE_BUYER, "fake", LinkLimits.DEFAULT, 1);
        this.link = links.dial(address, seller, new Handler())
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        link.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
    }

    static FakeBuyer dial(NodeKey key, InetSocketAddress address, NodeId seller) throws IOException {
        return new FakeBuyer(key, address, seller);
    }

    static NodeKey newKey() {
        return NodeKey.generate(new SecureRandom());
    }

    NodeId id() {
        return key.id();
    }

    Link link() {
        return link;
    }

    CompletableFuture<Frame> open(SignedTicket ticket) {
        lease = ticket.ticket().lease();
        return open(ticket.toWire());
    }

    CompletableFuture<Frame> open(sparecore.wire.SignedTicket ticket) {
        return link.request(
                Frame.newBuilder().setOpenLease(OpenLease.newBuilder().setTicket(ticket)), PATIENCE);
    }

    CompletableFuture<Frame> offer(Digest digest, long sizeBytes, PartList.Part... parts) {
        OfferProgram.Builder offer =
                OfferProgram.newBuilder().setDigest(bytes(digest)).setSizeBytes(sizeBytes);
        for (PartList.Part part : parts) {
            offer.addParts(FilePart.newBuilder().setDigest(bytes(part.digest())).setSizeBytes(part.bytes()));
        }
        return link.request(Frame.newBuilder().setOfferProgram(offer), PATIENCE);
    }

    void chunk(Digest digest, long offset, byte[] data) {
        chunk(digest, 0, offset, data);
    }

    void chunk(Digest digest, int part, long offset, byte[] data) {
        link.send(Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder()
                        .setDigest(bytes(digest))
                        .setPart(part)
                        .setOffset(offset)
                        .setData(ByteString.copyFrom(data))));
    }

    /** Offers and sends a program. @return the seller's last word on it */
    Frame upload(byte[] program) throws InterruptedException {
        Digest digest = Digest.of(program);
        Frame answer = offer(digest, program.length).join();
        if (answer.getBodyCase() != Frame.BodyCase.PROGRAM_WANTED) {
            return answer;
        }
        for (int at = 0; at < program.length; at += CHUNK_BYTES) {
            chunk(digest, at, Arrays.copyOfRange(program, at, Math.min(program.length, at + CHUNK_BYTES)));
        }
        return next();
    }

    void assign(long number, Digest program, String argument, byte[] input) {
        assign(number, program, argument, input, LIMITS);
    }

    void assign(long number, Digest program, String argument, byte[] input, RunLimits limits) {
        assign(number, program, argument, input, limits, false);
    }

    /** One whose result is to be committed to first. */
    void assignSealed(long number, Digest program, String argument, byte[] input) {
        assign(number, program, argument, input, LIMITS, true);
    }

    private void assign(long number, Digest program, String argument, byte[] input, RunLimits limits, boolean sealed) {
        assign(number, program, ByteString.copyFromUtf8(argument), input, limits, sealed);
    }

    /** With an argument that need not be text. */
    void assign(long number, Digest program, ByteString argument, byte[] input, RunLimits limits, boolean sealed) {
        Digest work = new Work(program, List.of(argument), ByteString.copyFrom(input), limits).digest();
        works.put(number, work);
        send(
                number,
                program,
                argument,
                input,
                limits,
                SignedBatch.sign(List.of(new Assigned(lease, number, work, sealed)), key)
                        .get(0)
                        .toWire());
    }

    /** With whatever signature. */
    void send(long number, Digest program, ByteString argument, byte[] input, RunLimits limits, SignedStatement order) {
        link.send(Frame.newBuilder()
                .setAssignFragment(AssignFragment.newBuilder()
                        .setAssignment(number)
                        .setProgram(bytes(program))
                        .addArguments(argument)
                        .setInput(ByteString.copyFrom(input))
                        .setLimits(limits.toWire())
                        .setOrder(order)));
    }

    void pay(Ticket ticket, Credits cumulative, List<Long> accepted, List<Long> rejected) {
        pay(
                SignedVoucher.sign(new Voucher(ticket.lease(), key.id(), ticket.seller(), cumulative), key),
                accepted,
                rejected);
    }

    void pay(SignedVoucher voucher, List<Long> accepted, List<Long> rejected) {
        List<Receipt> receipts = new ArrayList<>();
        accepted.forEach(number -> receipts.add(receipt(number, Receipt.Verdict.ACCEPTED)));
        rejected.forEach(number -> receipts.add(receipt(number, Receipt.Verdict.WRONG)));
        Payment.Builder payment = Payment.newBuilder().setVoucher(voucher.toWire());
        if (!receipts.isEmpty()) {
            payment.setReceipts(SignedBatch.sign(receipts, key).toWire());
        }
        link.send(Frame.newBuilder().setPayment(payment));
    }

    private Receipt receipt(long number, Receipt.Verdict verdict) {
        Digest work = works.getOrDefault(number, Digest.of(new byte[0]));
        return new Receipt(lease, number, work, verdict, Optional.of(work), Credits.ZERO);
    }

    void reveal(List<Long> numbers) {
        link.send(Frame.newBuilder()
                .setRevealFragments(RevealFragments.newBuilder().addAllAssignments(numbers)));
    }

    /** The next frame that is not an answer. */
    Frame next() throws InterruptedException {
        Frame frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("the seller said nothing for " + PATIENCE + "; link: " + closed.getNow("open"));
        }
        return frame;
    }

    /** The next frame of this kind; others are dropped. */
    Frame next(Frame.BodyCase kind) throws InterruptedException {
        Frame frame = next();
        while (frame.getBodyCase() != kind) {
            frame = next();
        }
        return frame;
    }

    BlockingQueue<Frame> frames() {
        return frames;
    }

    /** Why the link closed, once it has. */
    String closeReason() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(digest.toBytes());
    }

    @Override
    public void close() {
        links.close();
    }

    private final class Handler implements LinkHandler {
        @Override
        public void opened(Link opened) {}

        @Override
        public void received(Link from, Frame frame) {
            frames.add(frame);
        }

        @Override
        public void closed(Link gone, String reason) {
            closed.complete(reason);
        }
    }
}

package sparecore.buyer.daemon;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.JobId;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Route;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.ProtocolException;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Speed;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.terminal.HostPort;
import sparecore.wire.Account;
import sparecore.wire.AssignFragment;
import sparecore.wire.BidCancelled;
import sparecore.wire.BidPlaced;
import sparecore.wire.Done;
import sparecore.wire.FragmentDone;
import sparecore.wire.Frame;
import sparecore.wire.LeaseCalled;
import sparecore.wire.LeaseMatched;
import sparecore.wire.LeaseOpened;
import sparecore.wire.ProgramReady;
import sparecore.wire.ProgramWanted;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/** A broker and sellers on loopback, over real links, that do what a test tells them. Closing it ends them. */
final class FakePeers implements AutoCloseable {
    /** What a seller answers to an assignment. */
    interface Answer {
        Frame.@Nullable Builder to(AssignFragment assignment, LeaseId lease, NodeKey seller);
    }

    private final NodeKey brokerKey = Samples.key("broker");
    private final Links broker;
    private final Links.Listener brokerListener;
    private final List<Links> links = new CopyOnWriteArrayList<>();
    private final Map<NodeKey, InetSocketAddress> sellers = new ConcurrentHashMap<>();
    private final AtomicInteger lastLease = new AtomicInteger();
    final List<Frame> toldBroker = new CopyOnWriteArrayList<>();
    final List<Frame> toldSellers = new CopyOnWriteArrayList<>();
    final AtomicInteger toldRelay = new AtomicInteger();
    private final Map<NodeKey, Links> callers = new ConcurrentHashMap<>();
    private final Map<NodeKey, Answer> answers = new ConcurrentHashMap<>();
    volatile @Nullable Link buyer;
    volatile long available = 1_000_000_000;
    volatile @Nullable RefusalReason refusal;
    volatile Function<String, String> sellerAddress = address -> address;

    FakePeers() throws IOException {
        broker = links(brokerKey, Role.ROLE_BROKER);
        brokerListener = broker.listen(loopback(), new BrokerHandler());
    }

    private Links links(NodeKey key, Role role) throws IOException {
        Links made = new Links(key, role, "test", LinkLimits.DEFAULT, 1);
        links.add(made);
        return made;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    BrokerAddress address() {
        return new BrokerAddress(
                brokerKey.id(), "127.0.0.1", brokerListener.address().getPort());
    }

    /** Starts a seller; every bid that comes later is matched with it. */
    void seller(NodeKey key, Answer answer) throws IOException {
        Links listening = links(key, Role.ROLE_SELLER);
        sellers.put(
                key,
                listening.listen(loopback(), new SellerHandler(key, answer)).address());
    }

    /** Starts a seller that listens nowhere, and calls the buyer for every bid that comes later. */
    void callingSeller(NodeKey key, Answer answer) throws IOException {
        callers.put(key, links(key, Role.ROLE_SELLER));
        answers.put(key, answer);
        sellers.put(key, InetSocketAddress.createUnresolved("nowhere.invalid", 1));
    }

    /** Whoever this is calls the buyer for a lease. @return why that ended */
    CompletableFuture<String> call(NodeKey caller, LeaseId lease, LinkHandler handler) throws IOException {
        HostPort buyerAt = HostPort.parse(Objects.requireNonNull(buyer).peerListens());
        CompletableFuture<String> ended = new CompletableFuture<>();
        Links from = callers.containsKey(caller) ? callers.get(caller) : links(caller, Role.ROLE_SELLER);
        var ignored =
                from.dial(buyerAt.unresolved(), Objects.requireNonNull(buyer).peer(), new LinkHandler() {
                    @Override
                    public void opened(Link link) {
                        handler.opened(link);
                        link.send(Frame.newBuilder()
                                .setLeaseCalled(LeaseCalled.newBuilder().setLeaseId(lease.toWire())));
                    }

                    @Override
                    public void received(Link link, Frame frame) throws ProtocolException {
                        handler.received(link, frame);
                    }

                    @Override
                    public void closed(Link link, String reason) {
                        handler.closed(link, reason);
                        ended.complete(reason);
                    }
                });
        return ended;
    }

    private void callBuyer(NodeKey key, LeaseId lease) {
        try {
            var ignored = call(key, lease, new SellerHandler(key, Objects.requireNonNull(answers.get(key))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Tells the truth: the output is the input, in capitals. */
    static Frame.Builder honest(AssignFragment assignment, LeaseId lease, NodeKey seller) {
        ByteString output =
                ByteString.copyFromUtf8(assignment.getInput().toStringUtf8().toUpperCase(java.util.Locale.ROOT));
        return done(assignment, lease, seller, output, output);
    }

    /** @param said what is signed for */
    static Frame.Builder done(
            AssignFragment assignment, LeaseId lease, NodeKey seller, ByteString sent, ByteString said) {
        Work work = new Work(
                Digest.fromBytes(assignment.getProgram().toByteArray()),
                assignment.getArgumentsList(),
                assignment.getInput(),
                RunLimits.fromWire(assignment.getLimits()));
        RunResult result = new RunResult(
                lease,
                assignment.getAssignment(),
                work.digest(),
                Ending.EXITED,
                0,
                0,
                Digest.of(said.toByteArray()),
                1_000);
        return Frame.newBuilder()
                .setFragmentDone(FragmentDone.newBuilder()
                        .setResult(SignedResult.sign(result, seller).toWire())
                        .setOutput(sent));
    }

    private void match(Link to, BidId bid, NodeId buyerId) {
        sellers.forEach((key, at) -> {
            long nowMillis = System.currentTimeMillis();
            Ticket ticket = new Ticket(
                    Samples.leaseId(lastLease.incrementAndGet()),
                    bid,
                    new sparecore.lease.AskId(JobId.of(bid).id()),
                    brokerKey.id(),
                    buyerId,
                    key.id(),
                    2,
                    Samples.PRICE,
                    Credits.parse("5"),
                    new Commission(500),
                    Speed.REFERENCE,
                    1 << 30,
                    nowMillis,
                    nowMillis + 3_600_000,
                    sellerAddress.apply("127.0.0.1:" + at.getPort()),
                    callers.containsKey(key) ? Route.toBuyer(to.peerListens()) : Route.TO_SELLER);
            to.send(Frame.newBuilder()
                    .setLeaseMatched(LeaseMatched.newBuilder()
                            .setTicket(SignedTicket.sign(ticket, brokerKey).toWire())));
            if (callers.containsKey(key)) {
                callBuyer(key, ticket.lease());
            }
        });
    }

    long count(Frame.BodyCase kind) {
        return toldBroker.stream().filter(frame -> frame.getBodyCase() == kind).count();
    }

    private final class BrokerHandler implements LinkHandler {
        @Override
        public void opened(Link link) {
            if (link.peerRole() == Role.ROLE_RELAYED) {
                toldRelay.incrementAndGet();
                link.close("no relay here");
                return;
            }
            buyer = link;
        }

        @Override
        public void received(Link link, Frame frame) {
            toldBroker.add(frame);
            switch (frame.getBodyCase()) {
                case PLACE_BID -> {
                    RefusalReason reason = refusal;
                    if (reason != null) {
                        link.reply(
                                frame,
                                Frame.newBuilder()
                                        .setRefusal(Refusal.newBuilder()
                                                .setReason(reason)
                                                .setText("no")));
                        return;
                    }
                    link.reply(
                            frame,
                            Frame.newBuilder()
                                    .setBidPlaced(BidPlaced.newBuilder()
                                            .setBidId(frame.getPlaceBid().getBidId())));
                    match(link, BidId.fromWire(frame.getPlaceBid().getBidId()), link.peer());
                }
                case GET_ACCOUNT ->
                    link.reply(
                            frame,
                            Frame.newBuilder().setAccount(Account.newBuilder().setAvailable(available)));
                case CANCEL_BID ->
                    link.reply(frame, Frame.newBuilder().setBidCancelled(BidCancelled.getDefaultInstance()));
                default -> link.reply(frame, Frame.newBuilder().setDone(Done.getDefaultInstance()));
            }
        }

        @Override
        public void closed(Link link, String reason) {
            if (link.equals(buyer)) {
                buyer = null;
            }
        }
    }

    private final class SellerHandler implements LinkHandler {
        private final NodeKey key;
        private final Answer answer;
        private final Map<Link, LeaseId> leases = new ConcurrentHashMap<>();
        private final Map<Link, Long> missing = new ConcurrentHashMap<>();

        SellerHandler(NodeKey key, Answer answer) {
            this.key = key;
            this.answer = answer;
        }

        @Override
        public void opened(Link link) {
            link.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        }

        @Override
        public void received(Link link, Frame frame) {
            toldSellers.add(frame);
            switch (frame.getBodyCase()) {
                case OPEN_LEASE -> {
                    leases.put(link, ticket(frame).lease());
                    link.reply(
                            frame,
                            Frame.newBuilder()
                                    .setLeaseOpened(LeaseOpened.newBuilder().setWindow(4)));
                }
                case OFFER_PROGRAM -> {
                    missing.put(link, frame.getOfferProgram().getSizeBytes());
                    link.reply(frame, Frame.newBuilder().setProgramWanted(ProgramWanted.getDefaultInstance()));
                }
                case PROGRAM_CHUNK -> {
                    long left = missing.merge(
                            link, -(long) frame.getProgramChunk().getData().size(), Long::sum);
                    if (left == 0) {
                        link.send(Frame.newBuilder().setProgramReady(ProgramReady.getDefaultInstance()));
                    }
                }
                case ASSIGN_FRAGMENT -> {
                    Frame.Builder said =
                            answer.to(frame.getAssignFragment(), Objects.requireNonNull(leases.get(link)), key);
                    if (said != null) {
                        link.send(said);
                    }
                }
                case PAYMENT -> {
                    if (frame.getRequest() != 0) {
                        link.reply(frame, Frame.newBuilder().setDone(Done.getDefaultInstance()));
                    }
                }
                default -> {}
            }
        }

        private Ticket ticket(Frame frame) {
            try {
                return SignedTicket.verify(frame.getOpenLease().getTicket(), brokerKey.id())
                        .ticket();
            } catch (sparecore.lease.BadSignedMessageException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void closed(Link link, String reason) {
            leases.remove(link);
        }
    }

    @Override
    public void close() {
        links.forEach(Links::close);
    }
}

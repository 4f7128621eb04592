package sparecore.seller.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Route;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.wire.Account;
import sparecore.wire.Done;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseEnded;
import sparecore.wire.LeaseMatched;
import sparecore.wire.Role;
import sparecore.wire.SettleVoucher;
import sparecore.wire.Voucher;
import sparecore.wire.VoucherSettled;

/** Says yes to everything, remembers it, and signs tickets. */
final class FakeBroker implements LinkHandler, AutoCloseable {
    private static final long HOUR_MILLIS = 3_600_000;

    private final NodeKey key;
    private final SecureRandom random = new SecureRandom();
    private final Links links;
    private final Links.Listener listener;
    private final List<Frame> received = new CopyOnWriteArrayList<>();
    private final List<String> closings = new CopyOnWriteArrayList<>();
    private volatile @Nullable Link seller;

    FakeBroker() throws IOException {
        this(NodeKey.generate(new SecureRandom()), 0);
    }

    FakeBroker(NodeKey key, int port) throws IOException {
        this.key = key;
        this.links = new Links(key, Role.ROLE_BROKER, "fake", LinkLimits.DEFAULT, 1);
        this.listener = links.listen(new InetSocketAddress("127.0.0.1", port), this);
    }

    BrokerAddress address() {
        return new BrokerAddress(key.id(), "127.0.0.1", listener.address().getPort());
    }

    NodeKey key() {
        return key;
    }

    /** The seller that is connected. */
    NodeId seller() {
        return Objects.requireNonNull(seller, "no seller has come").peer();
    }

    List<Frame> received(Frame.BodyCase kind) {
        return received.stream().filter(frame -> frame.getBodyCase() == kind).toList();
    }

    /** All settlements that are the last of their lease. */
    List<SettleVoucher> lastSettlements() {
        return received(Frame.BodyCase.SETTLE_VOUCHER).stream()
                .map(Frame::getSettleVoucher)
                .flatMap(first -> Stream.concat(Stream.of(first), first.getMoreList().stream()))
                .filter(SettleVoucher::getLast)
                .toList();
    }

    Ticket ticket(NodeId buyer, NodeId seller, int slots, Credits escrow) {
        return ticket(buyer, seller, slots, escrow, Route.TO_SELLER);
    }

    Ticket ticket(NodeId buyer, NodeId seller, int slots, Credits escrow, Route route) {
        long now = System.currentTimeMillis();
        return new Ticket(
                LeaseId.random(random),
                BidId.random(random),
                AskId.random(random),
                key.id(),
                buyer,
                seller,
                slots,
                new Price(1_000_000),
                escrow,
                new Commission(500),
                Speed.REFERENCE,
                64L << 20,
                now - 1_000,
                now - 1_000 + HOUR_MILLIS,
                "127.0.0.1:1",
                route);
    }

    SignedTicket sign(Ticket ticket) {
        return SignedTicket.sign(ticket, key);
    }

    void endLease(LeaseId lease, LeaseEndReason reason) {
        tell(Frame.newBuilder()
                .setLeaseEnded(
                        LeaseEnded.newBuilder().setLeaseId(lease.toWire()).setReason(reason)));
    }

    void match(Ticket ticket) {
        tell(Frame.newBuilder()
                .setLeaseMatched(
                        LeaseMatched.newBuilder().setTicket(sign(ticket).toWire())));
    }

    void tell(Frame.Builder frame) {
        Link link = seller;
        if (link != null) {
            link.send(frame);
        }
    }

    /** Why the seller's links closed so far. */
    List<String> closings() {
        return closings;
    }

    void awaitSeller() {
        Until.until("the seller is here", () -> {
            Link link = seller;
            return link != null && link.isOpen();
        });
    }

    @Override
    public void opened(Link link) {
        if (link.peerRole() == Role.ROLE_RELAYED) {
            return;
        }
        seller = link;
    }

    @Override
    public void received(Link link, Frame frame) {
        received.add(frame);
        link.reply(frame, answer(frame));
    }

    private static Frame.Builder answer(Frame frame) {
        return switch (frame.getBodyCase()) {
            case SETTLE_VOUCHER -> Frame.newBuilder().setVoucherSettled(settled(frame.getSettleVoucher()));
            case GET_ACCOUNT ->
                Frame.newBuilder()
                        .setAccount(Account.newBuilder().setAvailable(7).setEarned(9));
            default -> Frame.newBuilder().setDone(Done.getDefaultInstance());
        };
    }

    private static VoucherSettled settled(SettleVoucher message) {
        if (message.getMoreCount() > 0) {
            SettleVoucher first = message.toBuilder().clearMore().build();
            VoucherSettled.Builder all = VoucherSettled.newBuilder().addEach(settled(first));
            message.getMoreList().forEach(other -> all.addEach(settled(other)));
            return all.build();
        }
        try {
            return VoucherSettled.newBuilder()
                    .setLeaseId(message.getLeaseId())
                    .setCumulative(
                            Voucher.parseFrom(message.getVoucher().getVoucher()).getCumulative())
                    .build();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void closed(Link link, String reason) {
        closings.add(reason);
    }

    @Override
    public void close() {
        listener.close();
        Link link = seller;
        if (link != null) {
            link.close("the broker stops");
        }
        links.close();
    }
}

package sparecore.broker.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.engine.Engine;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.market.Market;
import sparecore.broker.market.MarketBench;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.Side;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Voucher;
import sparecore.link.ProtocolException;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;
import sparecore.wire.SettleVoucher;

/** Vouchers that come together, from the door to the books and back; commission 5 %. */
class TillTest {
    private static final long CAP = 1_000_000;

    private final MarketBench bench = new MarketBench(1);
    private final NodeKey buyer = NodeKey.generate(new SecureRandom());
    private final NodeKey stranger = NodeKey.generate(new SecureRandom());
    private final NodeId seller = bench.seller(10, 1);
    private final List<MarketEvent> events = new ArrayList<>();
    private final Engine engine = new Engine(
            new Market(MarketBench.BROKER, MarketBench.HOUSE, new Random(1), () -> new LeaseId(bench.id())),
            bench.state(),
            (changed, atMillis) -> events.addAll(changed),
            bench::nowMillis);
    private final Door door =
            new Door(engine, (node, after) -> CompletableFuture.completedFuture(List.of()), bench::nowMillis, () -> 0);
    private final FakeLink link = new FakeLink(seller, Role.ROLE_SELLER);
    private LeaseId lease = new LeaseId(bench.id());
    private long lastRequest;

    @BeforeEach
    void match() {
        bench.connect(buyer.id(), Side.BUYER);
        bench.credit(buyer.id(), CAP);
        bench.bid(buyer.id(), MarketBench.terms(10, 1, CAP));
        bench.connectLease(bench.lease());
        lease = bench.lease().id();
        engine.pushTo(push -> {});
        door.opened(link);
        engine.step();
    }

    private void say(Frame.Builder frame) throws ProtocolException {
        door.received(link, frame.setRequest(++lastRequest).build());
    }

    private SettleVoucher.Builder voucher(NodeKey signer, long micro) {
        Voucher voucher = new Voucher(lease, signer.id(), seller, Credits.ofMicro(micro));
        return SettleVoucher.newBuilder()
                .setLeaseId(lease.toWire())
                .setVoucher(SignedVoucher.sign(voucher, signer).toWire());
    }

    private void show(SettleVoucher.Builder voucher) throws ProtocolException {
        say(Frame.newBuilder().setSettleVoucher(voucher));
    }

    private SettleVoucher.Builder forged(long micro) {
        SettleVoucher.Builder voucher = voucher(buyer, micro);
        voucher.getVoucherBuilder().setSignature(ByteString.copyFrom(new byte[NodeKey.SIGNATURE_BYTES]));
        return voucher;
    }

    private void settle() {
        door.caughtUp(link);
        engine.step();
    }

    /** Another lease of the same seller, by the same buyer. */
    private LeaseId anotherLease() {
        List<Lease> before = bench.leases();
        bench.seller(seller, 10, 1);
        bench.credit(buyer.id(), CAP);
        bench.bid(buyer.id(), MarketBench.terms(10, 1, CAP));
        Lease fresh = bench.leases().stream()
                .filter(each -> !before.contains(each))
                .findFirst()
                .orElseThrow();
        bench.connectLease(fresh);
        return fresh.id();
    }

    private SettleVoucher.Builder voucher(LeaseId of, long micro) {
        Voucher voucher = new Voucher(of, buyer.id(), seller, Credits.ofMicro(micro));
        return SettleVoucher.newBuilder()
                .setLeaseId(of.toWire())
                .setVoucher(SignedVoucher.sign(voucher, buyer).toWire());
    }

    private long captures() {
        return events.stream()
                .filter(event -> event instanceof MarketEvent.Transferred moved
                        && moved.transfer().kind() == TransferKind.CAPTURE)
                .count();
    }

    private List<Long> requestsAnswered() {
        return link.sent().stream().map(Frame::getReplyTo).toList();
    }

    private Frame answer(long request) {
        return link.sent().stream()
                .filter(frame -> frame.getReplyTo() == request)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void settlesTheHighestAndAnswersAll() throws ProtocolException {
        show(voucher(buyer, 1_000));
        show(voucher(buyer, 3_000));
        show(voucher(buyer, 2_000));
        settle();
        assertThat(link.sent())
                .extracting(
                        Frame::getReplyTo,
                        frame -> frame.getVoucherSettled().getCumulative(),
                        frame -> frame.getVoucherSettled().getCredited())
                .containsExactly(tuple(1L, 3_000L, 0L), tuple(2L, 3_000L, 2_850L), tuple(3L, 3_000L, 0L));
        assertThat(captures()).isOne();
        assertThat(bench.available(seller).micro()).isEqualTo(2_850);
    }

    /** Nobody but the seller can show anything on its link; a broken highest must not cost it what lies below. */
    @Test
    void aForgedOneDoesNotHideTheValidOnesBelowIt() throws ProtocolException {
        show(voucher(buyer, 1_000));
        show(forged(9_000));
        show(voucher(buyer, 2_000));
        show(forged(8_000));
        settle();
        assertThat(answer(2).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        assertThat(answer(4).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        assertThat(answer(1).getVoucherSettled().getCumulative()).isEqualTo(2_000);
        assertThat(answer(3).getVoucherSettled().getCredited()).isEqualTo(1_900);
        assertThat(requestsAnswered()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }

    /** A key costs nothing: one that is not the buyer's may sign as much as it likes. */
    @Test
    void aStrangersVoucherDoesNotStandForTheBuyers() throws ProtocolException {
        show(voucher(stranger, 9_000));
        show(voucher(buyer, 1_000));
        show(voucher(stranger, 8_000));
        settle();
        assertThat(answer(1).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        assertThat(answer(3).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        assertThat(answer(2).getVoucherSettled().getCumulative()).isEqualTo(1_000);
        assertThat(captures()).isOne();
    }

    @Test
    void theLastOneClosesAfterWhatCameBeforeItAndBeforeWhatCameAfterIt() throws ProtocolException {
        show(voucher(buyer, 1_000));
        show(SettleVoucher.newBuilder().setLeaseId(lease.toWire()).setLast(true));
        show(voucher(buyer, 2_000));
        settle();
        assertThat(answer(1).getVoucherSettled().getCredited()).isEqualTo(950);
        assertThat(answer(2).getVoucherSettled().getCumulative()).isEqualTo(1_000);
        assertThat(answer(3).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_ENDED);
    }

    private static List<Tuple> parts(Frame answer) {
        return answer.getVoucherSettled().getEachList().stream()
                .map(part -> tuple(part.getCumulative(), RefusalReason.forNumber(part.getRefusal())))
                .toList();
    }

    /** Each claim stands for itself, whatever comes with it; all of them are answered at once, in their order. */
    @Test
    void oneForgedOrStaleAmongManyIsRefusedAlone() throws ProtocolException {
        LeaseId second = anotherLease();
        LeaseId third = anotherLease();
        show(voucher(buyer, 5_000));
        settle();
        show(forged(9_000)
                .addMore(voucher(second, 1_000))
                .addMore(voucher(buyer, 4_000))
                .addMore(voucher(third, 2_000).setLeaseId(second.toWire()))
                .addMore(voucher(second, 1_000))
                .addMore(SettleVoucher.newBuilder().setLeaseId(third.toWire()))
                .addMore(SettleVoucher.newBuilder()
                        .setLeaseId(new LeaseId(bench.id()).toWire())
                        .setLast(true))
                .addMore(voucher(third, 3_000).setLast(true))
                .addMore(voucher(third, 4_000)));
        settle();
        assertThat(requestsAnswered()).containsExactly(1L, 2L);
        assertThat(parts(answer(2)))
                .containsExactly(
                        tuple(0L, RefusalReason.REFUSAL_REASON_BAD_SIGNATURE),
                        tuple(1_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED),
                        tuple(5_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED),
                        tuple(0L, RefusalReason.REFUSAL_REASON_BAD_SIGNATURE),
                        tuple(1_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED),
                        tuple(0L, RefusalReason.REFUSAL_REASON_MALFORMED),
                        tuple(0L, RefusalReason.REFUSAL_REASON_UNKNOWN),
                        tuple(3_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED),
                        tuple(0L, RefusalReason.REFUSAL_REASON_ENDED));
        assertThat(captures()).isEqualTo(3);
        assertThat(bench.available(seller).micro()).isEqualTo(8_550);
    }

    @Test
    void noMoreThanSoManyComeTogetherAndSideBySide() throws ProtocolException {
        SettleVoucher.Builder same = voucher(buyer, 1_000);
        SettleVoucher.Builder many = same.clone();
        IntStream.range(1, Voucher.PRESENTED_TOGETHER_MAX).forEach(i -> many.addMore(same));
        show(many);
        engine.step();
        assertThat(parts(answer(1)))
                .hasSize(Voucher.PRESENTED_TOGETHER_MAX)
                .containsOnly(tuple(1_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED));
        show(many.addMore(same));
        show(same.clone().addMore(same.clone().addMore(same)));
        assertThat(answer(2).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
        assertThat(answer(3).getRefusal().getReason()).isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
        settle();
        assertThat(captures()).isOne();
        assertThatThrownBy(() -> door.received(
                        link,
                        Frame.newBuilder()
                                .setSettleVoucher(same.clone().addMore(same))
                                .build()))
                .as("nobody would hear what became of each")
                .isInstanceOf(ProtocolException.class);
    }

    /** What a buyer signs at one moment is signed once. A path that leads elsewhere makes no voucher. */
    @Test
    void vouchersThatWereSignedTogetherAreSettledEachForItself() throws ProtocolException {
        List<LeaseId> leases = List.of(lease, anotherLease(), anotherLease());
        List<SignedVoucher> signed = SignedVoucher.signTogether(
                leases.stream()
                        .map(each -> new Voucher(each, buyer.id(), seller, Credits.ofMicro(1_000)))
                        .toList(),
                buyer);
        List<SettleVoucher.Builder> claims = new ArrayList<>();
        for (int i = 0; i < leases.size(); i++) {
            claims.add(SettleVoucher.newBuilder()
                    .setLeaseId(leases.get(i).toWire())
                    .setVoucher(signed.get(i).toWire()));
        }
        sparecore.wire.SignedVoucher raised = voucher(leases.get(1), 9_000).getVoucher();
        claims.get(1).getVoucherBuilder().setVoucher(raised.getVoucher());
        show(claims.get(0).clone().addMore(claims.get(1)).addMore(claims.get(2)));
        settle();
        assertThat(parts(answer(1)))
                .containsExactly(
                        tuple(1_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED),
                        tuple(0L, RefusalReason.REFUSAL_REASON_BAD_SIGNATURE),
                        tuple(1_000L, RefusalReason.REFUSAL_REASON_UNSPECIFIED));
    }

    @Test
    void whoAsksAfterwardsIsToldOfIt() throws ProtocolException {
        show(voucher(buyer, 1_000));
        say(Frame.newBuilder().setGetAccount(GetAccount.getDefaultInstance()));
        engine.step();
        assertThat(requestsAnswered()).containsExactly(1L, 2L);
        assertThat(answer(2).getAccount().getEarned()).isEqualTo(950);
    }

    @Test
    void refusesAtOnceWhatIsOfAnotherLeaseOrSellerOrMalformed() throws ProtocolException {
        show(voucher(buyer, 1_000).setLeaseId(new LeaseId(bench.id()).toWire()));
        show(voucher(buyer, 1_000).setLeaseId(ByteString.copyFromUtf8("short")));
        SettleVoucher.Builder garbled = voucher(buyer, 1_000);
        garbled.getVoucherBuilder().setVoucher(ByteString.copyFromUtf8("\u0007"));
        show(garbled);
        assertThat(link.sent())
                .extracting(frame -> frame.getRefusal().getReason())
                .containsExactly(
                        RefusalReason.REFUSAL_REASON_BAD_SIGNATURE,
                        RefusalReason.REFUSAL_REASON_MALFORMED,
                        RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        settle();
        assertThat(captures()).isZero();
    }

    @Test
    void whatWasShownCountsWhenTheLinkBreaksRightAfterwards() throws ProtocolException {
        show(voucher(buyer, 1_000));
        door.closed(link, "the connection was lost");
        engine.step();
        assertThat(captures()).isOne();
    }

    @Test
    void holdsNoMoreThanItMay() throws ProtocolException {
        SettleVoucher.Builder same = voucher(buyer, 1_000);
        for (int i = 0; i < Till.HELD_MAX; i++) {
            show(same);
        }
        assertThat(link.isReading()).as("all of them wait").isFalse();
        engine.step();
        assertThat(requestsAnswered())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, Till.HELD_MAX)
                        .mapToObj(Long::valueOf)
                        .toList());
        assertThat(link.isReading()).isTrue();
        assertThat(captures()).isOne();
    }
}

package sparecore.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.Seeded;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/** Tickets and vouchers as they travel: what was signed comes back, and nothing else is taken. */
final class SignedLeaseTest {
    private static final NodeKey BROKER = NodeKey.generate(new SecureRandom());
    private static final NodeKey BUYER = NodeKey.generate(new SecureRandom());
    private static final NodeKey SELLER = NodeKey.generate(new SecureRandom());

    private static Ticket ticket(Random random) {
        long start = random.nextLong(1L << 45);
        return new Ticket(
                new LeaseId(new Id(random.nextLong(), random.nextLong())),
                new BidId(new Id(random.nextLong(), random.nextLong())),
                new AskId(new Id(random.nextLong(), random.nextLong())),
                BROKER.id(),
                BUYER.id(),
                SELLER.id(),
                1 + random.nextInt(Ticket.SLOTS_MAX),
                new Price(random.nextLong(Price.MICRO_MAX + 1)),
                Credits.ofMicro(random.nextLong(Long.MAX_VALUE)),
                new Commission(random.nextInt(Commission.BASIS_POINTS_MAX + 1)),
                new Speed(random.nextLong(Speed.PPM_MIN, Speed.PPM_MAX + 1)),
                1 + random.nextLong(1L << 50),
                start,
                start + 1 + random.nextLong(Ticket.DURATION_MILLIS_MAX),
                "h".repeat(random.nextInt(Ticket.ADDRESS_LENGTH_MAX + 1)));
    }

    @Test
    void aTicketComesBackAsItWasSigned() {
        Seeded.times(100, random -> {
            Ticket ticket = ticket(random);
            assertThat(verified(SignedTicket.sign(ticket, BROKER).toWire())).isEqualTo(ticket);
        });
    }

    private static Ticket verified(sparecore.wire.SignedTicket wire) {
        try {
            return SignedTicket.verify(wire, BROKER.id()).ticket();
        } catch (BadSignedMessageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void eachBitOfASignedTicketCounts() {
        sparecore.wire.SignedTicket wire =
                SignedTicket.sign(ticket(new Random(1)), BROKER).toWire();
        for (int bit = 0; bit < 8 * wire.getTicket().size(); bit += 7) {
            assertRefused(
                    wire.toBuilder().setTicket(flipped(wire.getTicket(), bit)).build());
        }
        for (int bit = 0; bit < 8 * wire.getSignature().size(); bit += 5) {
            assertRefused(wire.toBuilder()
                    .setSignature(flipped(wire.getSignature(), bit))
                    .build());
        }
        assertRefused(wire.toBuilder().clearSignature().build());
        assertRefused(wire.toBuilder().clearTicket().build());
        assertRefused(wire.toBuilder()
                .setTicket(wire.getTicket().concat(ByteString.copyFrom(new byte[1])))
                .build());
    }

    private static void assertRefused(sparecore.wire.SignedTicket wire) {
        assertThatThrownBy(() -> SignedTicket.verify(wire, BROKER.id()))
                .isInstanceOf(BadSignedMessageException.class)
                .hasMessageContaining("not signed by the broker");
    }

    private static ByteString flipped(ByteString bytes, int bit) {
        byte[] copy = bytes.toByteArray();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return ByteString.copyFrom(copy);
    }

    private static Arguments field(String name, Consumer<sparecore.wire.Ticket.Builder> change) {
        return Arguments.of(name, change);
    }

    static Stream<Arguments> malformed() {
        ByteString shorter = ByteString.copyFrom(new byte[15]);
        return Stream.of(
                field("lease id", ticket -> ticket.setLeaseId(shorter)),
                field("bid id", ticket -> ticket.setBidId(ByteString.EMPTY)),
                field("ask id", ticket -> ticket.setAskId(shorter)),
                field("buyer", ticket -> ticket.setBuyer(shorter)),
                field("seller", ticket -> ticket.setSeller(ByteString.copyFrom(new byte[33]))),
                field("buyer and seller the same", ticket -> ticket.setSeller(ticket.getBuyer())),
                field("another broker", ticket -> ticket.setBroker(ticket.getBuyer())),
                field("no slots", ticket -> ticket.setSlots(0)),
                field("too many slots", ticket -> ticket.setSlots(Ticket.SLOTS_MAX + 1)),
                field("negative price", ticket -> ticket.setPrice(-1)),
                field("huge price", ticket -> ticket.setPrice(Long.MAX_VALUE)),
                field("negative escrow", ticket -> ticket.setEscrow(-1)),
                field("commission", ticket -> ticket.setCommissionBasisPoints(10_001)),
                field("speed", ticket -> ticket.setSpeedPpm(0)),
                field("memory", ticket -> ticket.setMemoryBytesPerSlot(0)),
                field("ends before it starts", ticket -> ticket.setExpiresAtMillis(ticket.getStartsAtMillis())),
                field("longer than an hour", ticket -> ticket.setExpiresAtMillis(Long.MAX_VALUE)),
                field(
                        "overflowing times",
                        ticket -> ticket.setStartsAtMillis(Long.MIN_VALUE).setExpiresAtMillis(Long.MAX_VALUE)),
                field("address", ticket -> ticket.setSellerAddress("h".repeat(Ticket.ADDRESS_LENGTH_MAX + 1))));
    }

    /** A broker that signs nonsense is refused as well. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void refusesATicketThatIsSignedButMalformed(String name, Consumer<sparecore.wire.Ticket.Builder> change)
            throws Exception {
        sparecore.wire.Ticket.Builder message = sparecore.wire.Ticket.parseFrom(
                SignedTicket.sign(ticket(new Random(2)), BROKER).toWire().getTicket())
                .toBuilder();
        change.accept(message);
        assertThatThrownBy(() -> SignedTicket.verify(signed(message.build().toByteArray()), BROKER.id()))
                .as(name)
                .isInstanceOf(BadSignedMessageException.class);
    }

    @Test
    void refusesSignedBytesThatAreNoTicket() {
        Seeded.times(
                200,
                random -> assertThatThrownBy(() ->
                                SignedTicket.verify(signed(Seeded.bytes(random, random.nextInt(300))), BROKER.id()))
                        .isInstanceOf(BadSignedMessageException.class));
    }

    private static sparecore.wire.SignedTicket signed(byte[] content) {
        return sparecore.wire.SignedTicket.newBuilder()
                .setTicket(ByteString.copyFrom(content))
                .setSignature(ByteString.copyFrom(BROKER.sign(new Statement(Statement.Kind.TICKET, content))))
                .build();
    }

    @Test
    void onlyTheNamedBrokerAndBuyerCanSign() {
        Ticket ticket = ticket(new Random(3));
        assertThatThrownBy(() -> SignedTicket.sign(ticket, SELLER)).isInstanceOf(IllegalArgumentException.class);
        Voucher voucher = new Voucher(ticket.lease(), BUYER.id(), SELLER.id(), Credits.ZERO);
        assertThatThrownBy(() -> SignedVoucher.sign(voucher, SELLER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Voucher(ticket.lease(), BUYER.id(), SELLER.id(), Credits.ofMicro(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVoucherComesBackAsItWasSignedAndServesNoOtherLease() {
        Seeded.times(100, random -> {
            LeaseId lease = new LeaseId(new Id(random.nextLong(), random.nextLong()));
            Voucher voucher =
                    new Voucher(lease, BUYER.id(), SELLER.id(), Credits.ofMicro(random.nextLong(Long.MAX_VALUE)));
            sparecore.wire.SignedVoucher wire =
                    SignedVoucher.sign(voucher, BUYER).toWire();
            assertThat(verified(wire, lease)).isEqualTo(voucher);

            LeaseId other = new LeaseId(new Id(lease.id().high(), lease.id().low() ^ 1));
            assertRefused(wire, other, BUYER.id(), SELLER.id());
            assertRefused(wire, lease, SELLER.id(), SELLER.id());
            assertRefused(wire, lease, BUYER.id(), BROKER.id());
            int bit = random.nextInt(8 * wire.getVoucher().size());
            assertRefused(
                    wire.toBuilder().setVoucher(flipped(wire.getVoucher(), bit)).build(),
                    lease,
                    BUYER.id(),
                    SELLER.id());
        });
    }

    private static Voucher verified(sparecore.wire.SignedVoucher wire, LeaseId lease) {
        try {
            return SignedVoucher.verify(wire, lease, BUYER.id(), SELLER.id()).voucher();
        } catch (BadSignedMessageException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(sparecore.wire.SignedVoucher wire, LeaseId lease, NodeId buyer, NodeId seller) {
        assertThatThrownBy(() -> SignedVoucher.verify(wire, lease, buyer, seller))
                .isInstanceOf(BadSignedMessageException.class);
    }

    @Test
    void refusesSignedBytesThatAreNoVoucher() {
        LeaseId lease = new LeaseId(new Id(1, 2));
        Seeded.times(200, random -> {
            byte[] content = Seeded.bytes(random, random.nextInt(150));
            byte[] signature = BUYER.sign(new Statement(Statement.Kind.VOUCHER, content));
            assertRefused(
                    sparecore.wire.SignedVoucher.newBuilder()
                            .setVoucher(ByteString.copyFrom(content))
                            .setSignature(ByteString.copyFrom(signature))
                            .build(),
                    lease,
                    BUYER.id(),
                    SELLER.id());
        });
    }

    @Test
    void vouchersThatAreSignedTogetherStandAlone() {
        Seeded.times(30, random -> {
            List<Voucher> vouchers = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(20); i++) {
                LeaseId lease = new LeaseId(new Id(random.nextLong(), random.nextLong()));
                vouchers.add(new Voucher(lease, BUYER.id(), SELLER.id(), Credits.ofMicro(random.nextLong(1L << 40))));
            }
            List<SignedVoucher> signed = SignedVoucher.signTogether(vouchers, BUYER);
            int which = random.nextInt(vouchers.size());
            Voucher one = vouchers.get(which);
            sparecore.wire.SignedVoucher wire = signed.get(which).toWire();
            assertThat(isTaken(wire, one)).isTrue();
            int bit = random.nextInt(8 * wire.getVoucher().size());
            assertThat(isTaken(
                            wire.toBuilder()
                                    .setVoucher(flipped(wire.getVoucher(), bit))
                                    .build(),
                            one))
                    .isFalse();
            assertThat(isTaken(wire.toBuilder().setSides(wire.getSides() ^ 1).build(), one))
                    .isFalse();
            assertThat(isTaken(
                            wire.toBuilder()
                                    .addSiblings(ByteString.copyFrom(new byte[32]))
                                    .build(),
                            one))
                    .isFalse();
            assertThat(isTaken(
                            wire.toBuilder()
                                    .addSiblings(ByteString.copyFrom(new byte[5]))
                                    .build(),
                            one))
                    .isFalse();
            assertThat(vouchers.size() > 1
                            && isTaken(
                                    wire.toBuilder()
                                            .clearSiblings()
                                            .clearSides()
                                            .build(),
                                    one))
                    .isFalse();
        });
    }

    private static boolean isTaken(sparecore.wire.SignedVoucher wire, Voucher as) {
        try {
            return SignedVoucher.verify(wire, as.lease(), as.buyer(), as.seller())
                    .voucher()
                    .equals(as);
        } catch (BadSignedMessageException e) {
            return false;
        }
    }
}

package sparecore.lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.money.Credits;

/** A voucher with the buyer's signature over the bytes that travel. A value of this type has been verified. */
public final class SignedVoucher {
    private final Voucher voucher;
    private final sparecore.wire.SignedVoucher wire;

    private SignedVoucher(Voucher voucher, sparecore.wire.SignedVoucher wire) {
        this.voucher = voucher;
        this.wire = wire;
    }

    public static SignedVoucher sign(Voucher voucher, NodeKey buyer) {
        if (!buyer.id().equals(voucher.buyer())) {
            throw new IllegalArgumentException("a voucher is signed by the buyer that it names");
        }
        byte[] content = sparecore.wire.Voucher.newBuilder()
                .setLeaseId(voucher.lease().toWire())
                .setBuyer(voucher.buyer().toWire())
                .setSeller(voucher.seller().toWire())
                .setCumulative(voucher.cumulative().micro())
                .build()
                .toByteArray();
        byte[] signature = buyer.sign(new Statement(Statement.Kind.VOUCHER, content));
        return new SignedVoucher(
                voucher,
                sparecore.wire.SignedVoucher.newBuilder()
                        .setVoucher(ByteString.copyFrom(content))
                        .setSignature(ByteString.copyFrom(signature))
                        .build());
    }

    /**
     * Reads and verifies a voucher of a lease from the network.
     *
     * @throws BadSignedMessageException if it is malformed, of another lease or seller, or not signed by the lease's buyer
     */
    public static SignedVoucher verify(sparecore.wire.SignedVoucher wire, LeaseId lease, NodeId buyer, NodeId seller)
            throws BadSignedMessageException {
        byte[] content = wire.getVoucher().toByteArray();
        if (!buyer.verify(
                new Statement(Statement.Kind.VOUCHER, content),
                wire.getSignature().toByteArray())) {
            throw new BadSignedMessageException("the voucher was not signed by the buyer " + buyer.shortForm());
        }
        Voucher voucher = parse(content);
        if (!voucher.lease().equals(lease)
                || !voucher.buyer().equals(buyer)
                || !voucher.seller().equals(seller)) {
            throw new BadSignedMessageException("the voucher belongs to another lease");
        }
        return new SignedVoucher(voucher, wire);
    }

    /**
     * What the voucher says, whoever has signed it: worth nothing before it is verified.
     *
     * @throws BadSignedMessageException if it is malformed
     */
    public static Voucher claimed(sparecore.wire.SignedVoucher wire) throws BadSignedMessageException {
        return parse(wire.getVoucher().toByteArray());
    }

    private static Voucher parse(byte[] content) throws BadSignedMessageException {
        try {
            sparecore.wire.Voucher message = sparecore.wire.Voucher.parseFrom(content);
            return new Voucher(
                    LeaseId.fromWire(message.getLeaseId()),
                    NodeId.fromWire(message.getBuyer()),
                    NodeId.fromWire(message.getSeller()),
                    Credits.ofMicro(message.getCumulative()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the voucher is malformed: " + e.getMessage());
        }
    }

    public Voucher voucher() {
        return voucher;
    }

    public sparecore.wire.SignedVoucher toWire() {
        return wire;
    }
}

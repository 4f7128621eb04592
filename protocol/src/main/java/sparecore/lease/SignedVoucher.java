package sparecore.lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import sparecore.content.MerklePath;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.money.Credits;

/**
 * A voucher with the buyer's signature over the bytes that travel, or over those of all that it signed at that moment: one signature of
 * their {@link MerkleTree}'s root, and in each the path to it. A value of this type has been verified.
 */
public final class SignedVoucher {
    private final Voucher voucher;
    private final sparecore.wire.SignedVoucher wire;

    private SignedVoucher(Voucher voucher, sparecore.wire.SignedVoucher wire) {
        this.voucher = voucher;
        this.wire = wire;
    }

    /** Who knows whether a signature is right. */
    @FunctionalInterface
    public interface Signatures {
        boolean verify(NodeId signer, Statement statement, byte[] signature);
    }

    public static SignedVoucher sign(Voucher voucher, NodeKey buyer) {
        return signTogether(List.of(voucher), buyer).get(0);
    }

    /**
     * Signs all of them at the cost of one. Each is as good alone as with the others, and tells nothing of them.
     *
     * @param vouchers one or more
     */
    public static List<SignedVoucher> signTogether(List<Voucher> vouchers, NodeKey buyer) {
        List<byte[]> contents =
                vouchers.stream().map(voucher -> content(voucher, buyer.id())).toList();
        MerkleTree tree = new MerkleTree(contents);
        ByteString signature = ByteString.copyFrom(buyer.sign(statement(contents.get(0), tree.path(0))));
        List<SignedVoucher> signed = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            MerklePath path = tree.path(i);
            sparecore.wire.SignedVoucher.Builder wire = sparecore.wire.SignedVoucher.newBuilder()
                    .setVoucher(ByteString.copyFrom(contents.get(i)))
                    .setSignature(signature)
                    .setSides(path.sides());
            path.siblings().forEach(sibling -> wire.addSiblings(ByteString.copyFrom(sibling.toBytes())));
            signed.add(new SignedVoucher(vouchers.get(i), wire.build()));
        }
        return signed;
    }

    private static byte[] content(Voucher voucher, NodeId buyer) {
        if (!buyer.equals(voucher.buyer())) {
            throw new IllegalArgumentException("a voucher is signed by the buyer that it names");
        }
        return sparecore.wire.Voucher.newBuilder()
                .setLeaseId(voucher.lease().toWire())
                .setBuyer(voucher.buyer().toWire())
                .setSeller(voucher.seller().toWire())
                .setCumulative(voucher.cumulative().micro())
                .build()
                .toByteArray();
    }

    /** What is signed of a voucher at the end of this path. */
    private static Statement statement(byte[] content, MerklePath path) {
        return path.siblings().isEmpty()
                ? new Statement(Statement.Kind.VOUCHER, content)
                : new Statement(Statement.Kind.VOUCHERS, path.rootOf(content).toBytes());
    }

    /**
     * Reads and verifies a voucher of a lease from the network.
     *
     * @throws BadSignedMessageException if it is malformed, of another lease or seller, or not signed by the lease's buyer
     */
    public static SignedVoucher verify(sparecore.wire.SignedVoucher wire, LeaseId lease, NodeId buyer, NodeId seller)
            throws BadSignedMessageException {
        return verify(wire, lease, buyer, seller, NodeId::verify);
    }

    /**
     * As above.
     *
     * @param signatures may know those that it has seen before: many vouchers share one
     */
    public static SignedVoucher verify(
            sparecore.wire.SignedVoucher wire, LeaseId lease, NodeId buyer, NodeId seller, Signatures signatures)
            throws BadSignedMessageException {
        byte[] content = wire.getVoucher().toByteArray();
        if (!signatures.verify(
                buyer, statement(content, path(wire)), wire.getSignature().toByteArray())) {
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

    private static MerklePath path(sparecore.wire.SignedVoucher wire) throws BadSignedMessageException {
        try {
            return MerklePath.fromWire(wire.getSiblingsList(), wire.getSides());
        } catch (IllegalArgumentException e) {
            throw new BadSignedMessageException("a voucher's path is malformed: " + e.getMessage());
        }
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

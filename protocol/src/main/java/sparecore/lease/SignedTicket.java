package sparecore.lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/** A ticket with the broker's signature over the bytes that travel. A value of this type has been verified. */
public final class SignedTicket {
    private final Ticket ticket;
    private final sparecore.wire.SignedTicket wire;

    private SignedTicket(Ticket ticket, sparecore.wire.SignedTicket wire) {
        this.ticket = ticket;
        this.wire = wire;
    }

    public static SignedTicket sign(Ticket ticket, NodeKey broker) {
        if (!broker.id().equals(ticket.broker())) {
            throw new IllegalArgumentException("a ticket is signed by the broker that it names");
        }
        byte[] content = toMessage(ticket).toByteArray();
        byte[] signature = broker.sign(new Statement(Statement.Kind.TICKET, content));
        return new SignedTicket(
                ticket,
                sparecore.wire.SignedTicket.newBuilder()
                        .setTicket(ByteString.copyFrom(content))
                        .setSignature(ByteString.copyFrom(signature))
                        .build());
    }

    /**
     * Reads and verifies a ticket from the network.
     *
     * @throws BadSignedMessageException if it is malformed or was not signed by this broker
     */
    public static SignedTicket verify(sparecore.wire.SignedTicket wire, NodeId broker)
            throws BadSignedMessageException {
        byte[] content = wire.getTicket().toByteArray();
        if (!broker.verify(
                new Statement(Statement.Kind.TICKET, content),
                wire.getSignature().toByteArray())) {
            throw new BadSignedMessageException("the ticket was not signed by the broker " + broker.shortForm());
        }
        try {
            Ticket ticket = fromMessage(sparecore.wire.Ticket.parseFrom(content));
            if (!ticket.broker().equals(broker)) {
                throw new BadSignedMessageException("the ticket names another broker");
            }
            return new SignedTicket(ticket, wire);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new BadSignedMessageException("the ticket is malformed: " + e.getMessage());
        }
    }

    public Ticket ticket() {
        return ticket;
    }

    public sparecore.wire.SignedTicket toWire() {
        return wire;
    }

    private static sparecore.wire.Ticket toMessage(Ticket ticket) {
        return sparecore.wire.Ticket.newBuilder()
                .setLeaseId(ticket.lease().toWire())
                .setBidId(ticket.bid().toWire())
                .setAskId(ticket.ask().toWire())
                .setBroker(ticket.broker().toWire())
                .setBuyer(ticket.buyer().toWire())
                .setSeller(ticket.seller().toWire())
                .setSlots(ticket.slots())
                .setPrice(ticket.price().micro())
                .setEscrow(ticket.escrow().micro())
                .setCommissionBasisPoints(ticket.commission().basisPoints())
                .setSpeedPpm(ticket.speed().ppm())
                .setMemoryBytesPerSlot(ticket.memoryBytesPerSlot())
                .setStartsAtMillis(ticket.startsAtMillis())
                .setExpiresAtMillis(ticket.expiresAtMillis())
                .setSellerAddress(ticket.sellerAddress())
                .setWayValue(ticket.route().way().number())
                .setBuyerAddress(ticket.route().buyerAddress())
                .build();
    }

    private static Ticket fromMessage(sparecore.wire.Ticket message) {
        return new Ticket(
                LeaseId.fromWire(message.getLeaseId()),
                BidId.fromWire(message.getBidId()),
                AskId.fromWire(message.getAskId()),
                NodeId.fromWire(message.getBroker()),
                NodeId.fromWire(message.getBuyer()),
                NodeId.fromWire(message.getSeller()),
                message.getSlots(),
                new Price(message.getPrice()),
                Credits.ofMicro(message.getEscrow()),
                new Commission(message.getCommissionBasisPoints()),
                new Speed(message.getSpeedPpm()),
                message.getMemoryBytesPerSlot(),
                message.getStartsAtMillis(),
                message.getExpiresAtMillis(),
                message.getSellerAddress(),
                new Route(Way.ofNumber(message.getWayValue()), message.getBuyerAddress()));
    }
}

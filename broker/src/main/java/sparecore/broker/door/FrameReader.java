package sparecore.broker.door;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import sparecore.broker.cashier.Direction;
import sparecore.broker.lease.EndReason;
import sparecore.broker.market.Command;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Id;
import sparecore.content.IdBeginning;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.link.ProtocolException;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;
import sparecore.wire.AmendBid;
import sparecore.wire.EndLease;
import sparecore.wire.Explain;
import sparecore.wire.Frame;
import sparecore.wire.GetQuote;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.PlaceAsk;
import sparecore.wire.PlaceBid;
import sparecore.wire.RequestMoney;
import sparecore.wire.SettleVoucher;
import sparecore.wire.TransferCredits;

/** Reads a peer's frame as a command. Every field is checked here or by the value that it becomes. Any thread. */
final class FrameReader {
    private FrameReader() {}

    /**
     * @throws MalformedException if a field cannot be
     * @throws BadSignedMessageException if a voucher is not signed by whom it names
     * @throws ProtocolException if a broker takes no such message from this side
     */
    static Command read(Frame frame, Session session, Signers signers)
            throws MalformedException, BadSignedMessageException, ProtocolException {
        try {
            return switch (frame.getBodyCase()) {
                case PLACE_ASK -> ask(frame.getPlaceAsk(), selling(session));
                case CANCEL_ASK ->
                    new Command.CancelAsk(new AskKey(
                            selling(session).node(),
                            AskId.fromWire(frame.getCancelAsk().getAskId())));
                case PLACE_BID -> bid(frame.getPlaceBid(), buying(session));
                case AMEND_BID -> amend(frame.getAmendBid(), buying(session));
                case CANCEL_BID ->
                    new Command.CancelBid(
                            buying(session).node(),
                            BidId.fromWire(frame.getCancelBid().getBidId()));
                case LEASE_CONNECTED ->
                    new Command.ConnectLease(
                            selling(session).node(),
                            LeaseId.fromWire(frame.getLeaseConnected().getLeaseId()),
                            Way.ofNumber(frame.getLeaseConnected().getWayValue()),
                            frame.getLeaseConnected().getAtWork());
                case RENEW_LEASE ->
                    new Command.RenewLease(
                            buying(session).node(),
                            LeaseId.fromWire(frame.getRenewLease().getLeaseId()));
                case END_LEASE -> end(frame.getEndLease(), session);
                case SETTLE_VOUCHER -> settleUnasked(frame.getSettleVoucher(), selling(session), signers);
                case GET_ACCOUNT -> new Command.GetAccount(session.node(), session.side());
                case TRANSFER_CREDITS -> transfer(frame.getTransferCredits(), session);
                case REQUEST_MONEY -> money(frame.getRequestMoney(), session);
                case CANCEL_MONEY ->
                    new Command.CancelMoney(
                            session.node(), id(frame.getCancelMoney().getCommandId()));
                case LIST_MONEY -> new Command.ListMoney(session.node());
                case GET_MARKET -> new Command.ShowMarket();
                case GET_QUOTE -> quote(frame.getGetQuote(), session);
                case GET_STANDING -> new Command.ShowStanding(session.node());
                case RAISE_PLEDGE ->
                    new Command.RaisePledge(
                            session.node(),
                            NodeId.fromWire(frame.getRaisePledge().getNode()),
                            Credits.ofMicro(frame.getRaisePledge().getTotal()));
                case RETURN_PLEDGE ->
                    new Command.ReturnPledge(
                            session.node(),
                            NodeId.fromWire(frame.getReturnPledge().getNode()));
                case GET_DISPUTES -> new Command.ListDisputes(session.node());
                case OPEN_DISPUTE -> Evidence.dispute(frame.getOpenDispute(), session);
                case REPORT_RESULTS -> Evidence.report(frame.getReportResults(), buying(session));
                case EXPLAIN -> explain(frame.getExplain(), Optional.of(session.node()));
                default -> throw new ProtocolException("a broker takes no message of the kind " + frame.getBodyCase());
            };
        } catch (IllegalArgumentException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static Session selling(Session session) throws ProtocolException {
        return on(Side.SELLER, session);
    }

    private static Session buying(Session session) throws ProtocolException {
        return on(Side.BUYER, session);
    }

    private static Session on(Side side, Session session) throws ProtocolException {
        if (session.side() != side) {
            throw new ProtocolException("a message of a " + side + " from a " + session.side());
        }
        return session;
    }

    private static Command ask(PlaceAsk message, Session session) {
        Ask ask = new Ask(
                0,
                new AskKey(session.node(), AskId.fromWire(message.getAskId())),
                session.number(),
                new Price(message.getPrice()),
                message.getSlots(),
                message.getMemoryBytesPerSlot(),
                new Speed(message.getSpeedPpm()),
                message.getAddress(),
                conditions(message, session));
        return new Command.PlaceAsk(
                ask, HexFormat.of().formatHex(message.getHardware().toByteArray()));
    }

    private static Conditions conditions(PlaceAsk message, Session session) {
        Set<Abi> abis = new HashSet<>();
        for (int abi : message.getAbisValueList()) {
            abis.add(Abi.ofNumber(abi));
        }
        return new Conditions(
                new SlotClass(abis, message.getCpuLevel(), message.getFaultsCpuid()),
                message.getHours() == 0 ? Hours.ALWAYS : new Hours(message.getHours()),
                message.getLeaseMillisLeast(),
                message.getCreditTo().isEmpty() ? session.node() : NodeId.fromWire(message.getCreditTo()),
                message.hasBuyerPointsLeast() ? message.getBuyerPointsLeast() : Conditions.ANY_BUYER);
    }

    private static Command bid(PlaceBid message, Session session) {
        return new Command.PlaceBid(
                session.node(),
                BidId.fromWire(message.getBidId()),
                new Terms(
                        new Price(message.getPriceMost()),
                        message.getSlots(),
                        message.getMemoryBytesPerSlot(),
                        Credits.ofMicro(message.getCap()),
                        message.getSellersLeast(),
                        new ProgramNeeds(
                                Abi.ofNumber(message.getAbiValue()), message.getCpuLevel(), message.getAsksCpuid()),
                        message.getDeadlineMillis()));
    }

    private static Command amend(AmendBid message, Session session) {
        return new Command.AmendBid(
                session.node(),
                BidId.fromWire(message.getBidId()),
                new Price(message.getPriceMost()),
                message.getSlots(),
                Credits.ofMicro(message.getCap()),
                message.getDeadlineMillis());
    }

    static Id id(ByteString bytes) {
        return Id.fromBytes(bytes.toByteArray());
    }

    private static Command transfer(TransferCredits message, Session session) {
        return new Command.TransferCredits(
                id(message.getCommandId()),
                session.node(),
                NodeId.fromWire(message.getTo()),
                Credits.ofMicro(message.getAmount()),
                message.getMemo());
    }

    private static Command money(RequestMoney message, Session session) {
        return new Command.RequestMoney(
                session.node(),
                id(message.getCommandId()),
                Direction.ofNumber(message.getDirectionValue()),
                Credits.ofMicro(message.getAmount()),
                message.getDetails());
    }

    /** A quote holds nothing: the smallest cap stands for none. */
    private static Command quote(GetQuote message, Session session) {
        return new Command.GetQuote(
                session.node(),
                new Terms(
                        new Price(message.getPriceMost()),
                        message.getSlots(),
                        message.getMemoryBytesPerSlot(),
                        Credits.ofMicro(1),
                        0,
                        new ProgramNeeds(
                                Abi.ofNumber(message.getAbiValue()), message.getCpuLevel(), message.getAsksCpuid()),
                        message.getDeadlineMillis()));
    }

    /** @param asker empty for the operator */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    static Command explain(Explain message, Optional<NodeId> asker) {
        return switch (message.getWhatCase()) {
            case LEASE_ID -> new Command.ExplainLease(asker, LeaseId.fromWire(message.getLeaseId()));
            case BID_ID -> new Command.ExplainBid(asker, BidId.fromWire(message.getBidId()));
            case LEASE_BEGINS -> new Command.ExplainBeginning(asker, true, new IdBeginning(message.getLeaseBegins()));
            case BID_BEGINS -> new Command.ExplainBeginning(asker, false, new IdBeginning(message.getBidBegins()));
            case WHAT_NOT_SET -> throw new IllegalArgumentException("name a lease or a bid");
        };
    }

    private static Command end(EndLease message, Session session) throws MalformedException {
        if (message.getReason() == LeaseEndReason.UNRECOGNIZED
                || message.getReason() == LeaseEndReason.LEASE_END_REASON_UNSPECIFIED) {
            throw new MalformedException("a lease is ended for a reason");
        }
        return new Command.EndLease(
                session.node(),
                LeaseId.fromWire(message.getLeaseId()),
                EndReason.ofNumber(message.getReason().getNumber()));
    }

    /** Nobody waits for an answer: then there is one thing to settle. */
    private static Command settleUnasked(SettleVoucher message, Session session, Signers signers)
            throws MalformedException, BadSignedMessageException {
        if (message.getMoreCount() > 0) {
            throw new MalformedException("who settles several leases together wants an answer");
        }
        return settle(message, session, signers);
    }

    /**
     * One claim, without what may have come beside it. The signature is checked here, on the link's thread: forged ones cost the market's
     * thread nothing.
     */
    static Command settle(SettleVoucher message, Session session, Signers signers)
            throws MalformedException, BadSignedMessageException {
        LeaseId lease = LeaseId.fromWire(message.getLeaseId());
        if (!message.hasVoucher() && !message.getLast()) {
            throw new MalformedException("a settlement without a voucher that is not the last either");
        }
        Optional<Voucher> voucher =
                message.hasVoucher() ? Optional.of(voucher(message, lease, session, signers)) : Optional.empty();
        return new Command.SettleLease(session.node(), lease, voucher, message.getLast());
    }

    /** Whom the voucher names is the signer. That it is the lease's buyer is for the market to see. */
    private static Voucher voucher(SettleVoucher message, LeaseId lease, Session session, Signers signers)
            throws BadSignedMessageException {
        NodeId claimed = SignedVoucher.claimed(message.getVoucher()).buyer();
        return SignedVoucher.verify(message.getVoucher(), lease, claimed, session.node(), signers)
                .voucher();
    }
}

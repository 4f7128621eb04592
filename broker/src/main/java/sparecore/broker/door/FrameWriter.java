package sparecore.broker.door;

import com.google.protobuf.ByteString;
import sparecore.broker.lease.NotRenewed;
import sparecore.broker.market.Decision;
import sparecore.broker.market.Push;
import sparecore.broker.market.Reason;
import sparecore.broker.market.Reply;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.wire.Account;
import sparecore.wire.AskCancelled;
import sparecore.wire.AskPlaced;
import sparecore.wire.BidCancelled;
import sparecore.wire.BidExpired;
import sparecore.wire.BidPlaced;
import sparecore.wire.CreditsTransferred;
import sparecore.wire.Done;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseEnded;
import sparecore.wire.LeaseMatched;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.RelayCalled;
import sparecore.wire.VoucherSettled;

/** Writes the market's answers and pushes as frames. Any thread. */
public final class FrameWriter {
    private FrameWriter() {}

    /** The answer to a request. */
    public static Frame.Builder answer(Frame request, Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            return accepted.reply().match(new Replies(request));
        }
        Decision.Refused refused = (Decision.Refused) decision;
        return refusal(wire(refused.reason()), refused.text());
    }

    /** The answer to a claim. */
    static Frame.Builder settled(Decision decision) {
        return answer(Frame.getDefaultInstance(), decision);
    }

    /** The answer to a voucher that another one, which promises more, was settled in place of: it has added nothing. */
    static Frame.Builder settledBeside(Decision ofHighest) {
        if (ofHighest instanceof Decision.Accepted accepted && accepted.reply() instanceof Reply.Settled settled) {
            return Frame.newBuilder().setVoucherSettled(message(settled.lease(), settled.cumulative(), Credits.ZERO));
        }
        return settled(ofHighest);
    }

    /** The answer to one claim, as a part of that to all which came with it. */
    static VoucherSettled.Builder part(Frame.Builder answer) {
        if (answer.hasVoucherSettled()) {
            return answer.getVoucherSettledBuilder();
        }
        return VoucherSettled.newBuilder()
                .setRefusal(answer.getRefusal().getReasonValue())
                .setRefusalText(answer.getRefusal().getText());
    }

    private static VoucherSettled.Builder message(LeaseId lease, Credits cumulative, Credits credited) {
        return VoucherSettled.newBuilder()
                .setLeaseId(lease.toWire())
                .setCumulative(cumulative.micro())
                .setCredited(credited.micro());
    }

    static Frame.Builder refusal(RefusalReason reason, String text) {
        return Frame.newBuilder()
                .setRefusal(Refusal.newBuilder().setReason(reason).setText(text));
    }

    private static RefusalReason wire(Reason reason) {
        return switch (reason) {
            case NOT_YOURS -> RefusalReason.REFUSAL_REASON_NOT_YOURS;
            case UNKNOWN -> RefusalReason.REFUSAL_REASON_UNKNOWN;
            case NO_CREDITS -> RefusalReason.REFUSAL_REASON_NO_CREDITS;
            case LIMIT -> RefusalReason.REFUSAL_REASON_LIMIT;
            case ENDED -> RefusalReason.REFUSAL_REASON_ENDED;
            case BAD_SIGNATURE -> RefusalReason.REFUSAL_REASON_BAD_SIGNATURE;
            case CONFLICT -> RefusalReason.REFUSAL_REASON_CONFLICT;
            case BANNED -> RefusalReason.REFUSAL_REASON_BANNED;
        };
    }

    static Frame.Builder push(Push push) {
        if (push instanceof Push.Matched matched) {
            LeaseMatched.Builder message = LeaseMatched.newBuilder()
                    .setTicket(matched.ticket().toWire())
                    .setSellerPoints(matched.seller().points());
            matched.seller().cluster().ifPresent(name -> message.setCluster(ByteString.copyFrom(name.toBytes())));
            return Frame.newBuilder().setLeaseMatched(message);
        }
        if (push instanceof Push.NotRenewed refused) {
            return Frame.newBuilder()
                    .setLeaseMatched(LeaseMatched.newBuilder()
                            .setTicket(refused.ticket().toWire())
                            .setNotRenewed(refused.why().sentence()));
        }
        if (push instanceof Push.Called called) {
            return Frame.newBuilder()
                    .setRelayCalled(
                            RelayCalled.newBuilder().setTicket(called.ticket().toWire()));
        }
        if (push instanceof Push.BidExpired expired) {
            return Frame.newBuilder()
                    .setBidExpired(
                            BidExpired.newBuilder().setBidId(expired.bid().toWire()));
        }
        Push.Ended ended = (Push.Ended) push;
        return Frame.newBuilder()
                .setLeaseEnded(LeaseEnded.newBuilder()
                        .setLeaseId(ended.lease().toWire())
                        .setReason(LeaseEndReason.forNumber(ended.reason().number())));
    }

    /** One frame per reply; what was merely done is confirmed in the words of its request. */
    private record Replies(Frame request) implements Reply.Cases<Frame.Builder> {
        @Override
        public Frame.Builder done(Reply.Done reply) {
            return switch (request.getBodyCase()) {
                case PLACE_ASK ->
                    Frame.newBuilder()
                            .setAskPlaced(AskPlaced.newBuilder()
                                    .setAskId(request.getPlaceAsk().getAskId()));
                case CANCEL_ASK ->
                    Frame.newBuilder()
                            .setAskCancelled(AskCancelled.newBuilder()
                                    .setAskId(request.getCancelAsk().getAskId()));
                case CANCEL_BID ->
                    Frame.newBuilder()
                            .setBidCancelled(BidCancelled.newBuilder()
                                    .setBidId(request.getCancelBid().getBidId()));
                default -> Frame.newBuilder().setDone(Done.getDefaultInstance());
            };
        }

        @Override
        public Frame.Builder bidPlaced(Reply.BidPlaced reply) {
            return Frame.newBuilder()
                    .setBidPlaced(BidPlaced.newBuilder()
                            .setBidId(reply.bid().toWire())
                            .setHeld(reply.held().micro())
                            .setCommissionBasisPoints(reply.commission().basisPoints()));
        }

        /** A seller that is away may come back. */
        @Override
        public Frame.Builder notRenewed(Reply.NotRenewed reply) {
            return refusal(
                    reply.why() == NotRenewed.SELLER_AWAY
                            ? RefusalReason.REFUSAL_REASON_BUSY
                            : RefusalReason.REFUSAL_REASON_ENDED,
                    reply.why().sentence());
        }

        @Override
        public Frame.Builder settled(Reply.Settled reply) {
            return Frame.newBuilder().setVoucherSettled(message(reply.lease(), reply.cumulative(), reply.credited()));
        }

        @Override
        public Frame.Builder accountShown(Reply.AccountShown reply) {
            return Frame.newBuilder()
                    .setAccount(Account.newBuilder()
                            .setAvailable(reply.available().micro())
                            .setHeld(reply.held().micro())
                            .setEarned(reply.totals().earned().micro())
                            .setSpent(reply.totals().spent().micro())
                            .setSighting(ExchangeMessages.of(reply.seen(), reply.advertised()))
                            .setCommissionBasisPoints(reply.commission().basisPoints()));
        }

        @Override
        public Frame.Builder credited(Reply.Credited reply) {
            return Frame.newBuilder()
                    .setCreditsTransferred(CreditsTransferred.newBuilder()
                            .setAvailable(reply.available().micro()));
        }

        @Override
        public Frame.Builder marketShown(Reply.MarketShown reply) {
            return Frame.newBuilder().setMarketShown(ExchangeMessages.of(reply.figures()));
        }

        @Override
        public Frame.Builder quoted(Reply.Quoted reply) {
            return Frame.newBuilder().setQuote(ExchangeMessages.of(reply.quote()));
        }

        @Override
        public Frame.Builder explained(Reply.Explained reply) {
            return Frame.newBuilder().setExplained(ExchangeMessages.of(reply.explanation()));
        }

        @Override
        public Frame.Builder standingShown(Reply.StandingShown reply) {
            return Frame.newBuilder().setStandingShown(StandingMessages.of(reply.standing()));
        }

        @Override
        public Frame.Builder pledgeShown(Reply.PledgeShown reply) {
            return Frame.newBuilder().setPledge(StandingMessages.of(reply.pledge()));
        }

        @Override
        public Frame.Builder houseShown(Reply.HouseShown reply) {
            throw new IllegalStateException("no peer can set the terms of the house");
        }

        @Override
        public Frame.Builder clustersShown(Reply.ClustersShown reply) {
            throw new IllegalStateException("no peer can ask for the clusters");
        }

        @Override
        public Frame.Builder disputeShown(Reply.DisputeShown reply) {
            return Frame.newBuilder().setDisputeRow(StandingMessages.of(reply.dispute()));
        }

        @Override
        public Frame.Builder disputesListed(Reply.DisputesListed reply) {
            return Frame.newBuilder().setDisputeRows(StandingMessages.of(reply.disputes()));
        }

        @Override
        public Frame.Builder convicted(Reply.Convicted reply) {
            return refusal(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE, reply.text());
        }

        @Override
        public Frame.Builder moneyShown(Reply.MoneyShown reply) {
            return Frame.newBuilder().setMoneyRow(ExchangeMessages.of(reply.request()));
        }

        @Override
        public Frame.Builder moneyListed(Reply.MoneyListed reply) {
            return Frame.newBuilder().setMoneyRows(ExchangeMessages.of(reply.requests()));
        }
    }
}

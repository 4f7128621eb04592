package sparecore.broker.market;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.lease.EndReason;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Terms;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.content.IdBeginning;
import sparecore.evidence.CaseFile;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunResult;

/** What the market can be asked. Who asks has been proved by the link; that it may is decided by {@link Market}. */
public sealed interface Command {
    <T> T match(Cases<T> cases);

    /** A node has connected. */
    record OpenSession(Session session) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.openSession(this);
        }
    }

    /** A node's link is gone, and its asks with it. */
    record CloseSession(long session) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.closeSession(this);
        }
    }

    /** @param ask its number is ignored: the market gives it @param hardware what names its machine; empty if nothing does */
    record PlaceAsk(Ask ask, String hardware) implements Command {
        /** SHA-256 in hexadecimal digits. */
        private static final Pattern HARDWARE = Pattern.compile("([0-9a-f]{64})?");

        public PlaceAsk {
            if (!HARDWARE.matcher(hardware).matches()) {
                throw new IllegalArgumentException("a machine is named by 32 bytes, or not at all");
            }
        }

        /** Of a seller that says nothing of its machine. */
        public PlaceAsk(Ask ask) {
            this(ask, "");
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.placeAsk(this);
        }
    }

    record CancelAsk(AskKey ask) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelAsk(this);
        }
    }

    record PlaceBid(NodeId buyer, BidId bid, Terms terms) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.placeBid(this);
        }
    }

    /** Other terms for an open bid; what is not said here stays. */
    record AmendBid(NodeId buyer, BidId bid, Price priceMost, int slots, Credits cap, long deadlineMillis)
            implements Command {
        public AmendBid {
            Terms.requireSound(slots, cap, deadlineMillis);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.amendBid(this);
        }
    }

    record CancelBid(NodeId buyer, BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelBid(this);
        }
    }

    /**
     * The seller has seen the buyer.
     *
     * @param way how they came together, as the seller says
     * @param atWork whether a program of the buyer's has run for long there, and still does
     */
    record ConnectLease(NodeId seller, LeaseId lease, Way way, boolean atWork) implements Command {
        /** The buyer has dialled. */
        public ConnectLease(NodeId seller, LeaseId lease) {
            this(seller, lease, Way.BUYER_DIALS, false);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.connectLease(this);
        }
    }

    /** The buyer wishes its lease to go on. */
    record RenewLease(NodeId buyer, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.renewLease(this);
        }
    }

    record EndLease(NodeId by, LeaseId lease, EndReason reason) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.endLease(this);
        }
    }

    /**
     * The seller wants its money.
     *
     * @param voucher signed by the buyer that it names; whether that is the lease's buyer is for the market to see
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record SettleLease(NodeId seller, LeaseId lease, Optional<Voucher> voucher, boolean last) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.settleLease(this);
        }
    }

    /** @param side on which the asker is connected */
    record GetAccount(NodeId node, Side side) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.getAccount(this);
        }
    }

    /** From the operator. The same command id credits once. */
    record Credit(Id command, NodeId node, Credits amount, String memo) implements Command {
        public Credit {
            if (!amount.isPositive()) {
                throw new IllegalArgumentException("credit more than nothing, not " + amount);
            }
            MoneyRequest.requireText(memo);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.credit(this);
        }
    }

    /** An owner gives to another account. The same id moves the credits once. */
    record TransferCredits(Id command, NodeId from, NodeId to, Credits amount, String memo) implements Command {
        public TransferCredits {
            MoneyRequest.requireSound(amount, memo);
            if (from.equals(to)) {
                throw new IllegalArgumentException("credits go from one account to another");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.transferCredits(this);
        }
    }

    /** An owner wants to pay in or to be paid out. The same id requests once. */
    record RequestMoney(NodeId node, Id command, Direction direction, Credits amount, String details)
            implements Command {
        public RequestMoney {
            MoneyRequest.requireSound(amount, details);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.requestMoney(this);
        }
    }

    record CancelMoney(NodeId node, Id command) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.cancelMoney(this);
        }
    }

    record ListMoney(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.listMoney(this);
        }
    }

    /** From the operator. @param reference to the payment outside */
    record ConfirmMoney(long number, String reference) implements Command {
        public ConfirmMoney {
            MoneyRequest.requireText(reference);
            if (reference.isBlank()) {
                throw new IllegalArgumentException("a confirmation names the payment outside");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.confirmMoney(this);
        }
    }

    /** From the operator. */
    record RefuseMoney(long number, String why) implements Command {
        public RefuseMoney {
            MoneyRequest.requireText(why);
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.refuseMoney(this);
        }
    }

    /** What the market looks like now. */
    record ShowMarket() implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.showMarket(this);
        }
    }

    /** What a bid of these terms would find now; its cap says nothing. */
    record GetQuote(NodeId buyer, Terms terms) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.getQuote(this);
        }
    }

    /** What happened to a lease. @param asker one of its two peers; empty for the operator */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record ExplainLease(Optional<NodeId> asker, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explainLease(this);
        }
    }

    /** What happened to a bid, and why it is not matched. @param asker its buyer; empty for the operator */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record ExplainBid(Optional<NodeId> asker, BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explainBid(this);
        }
    }

    /**
     * As one of the two above, for who does not know the whole id.
     *
     * @param isLease a bid if not
     */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record ExplainBeginning(Optional<NodeId> asker, boolean isLease, IdBeginning beginning) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.explainBeginning(this);
        }
    }

    /** What the broker thinks of the asker, and why. */
    record ShowStanding(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.showStanding(this);
        }
    }

    /** A result that its seller has signed. @param seller whose signature was verified; whether it is the lease's is for the market */
    record ShownResult(NodeId seller, RunResult result) {}

    /** A buyer shows results of one work that differ. The same id reports once. */
    record ReportResults(NodeId buyer, Id command, List<ShownResult> accepted, List<ShownResult> wrong)
            implements Command {
        /** More than there ever are votes on one fragment. */
        public static final int RESULTS_MAX = 16;

        public ReportResults {
            accepted = List.copyOf(accepted);
            wrong = List.copyOf(wrong);
            if (accepted.isEmpty() || wrong.isEmpty() || accepted.size() + wrong.size() > RESULTS_MAX) {
                throw new IllegalArgumentException(
                        "a report has accepted results and wrong ones, at most " + RESULTS_MAX + " in all");
            }
            Digest answer = accepted.get(0).result().answer();
            if (accepted.stream().anyMatch(right -> !right.result().answer().equals(answer))
                    || wrong.stream().anyMatch(one -> one.result().answer().equals(answer))) {
                throw new IllegalArgumentException("accepted results are equal, and wrong ones differ from them");
            }
        }

        List<ShownResult> all() {
            return Stream.concat(accepted.stream(), wrong.stream()).toList();
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.reportResults(this);
        }
    }

    /** From the door: a node has sent evidence whose signature is not its signer's. */
    record ForgedEvidence(NodeId by, Side side, Id cause) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.forgedEvidence(this);
        }
    }

    /** An owner pledges so much in all for a key. */
    record RaisePledge(NodeId payer, NodeId node, Credits total) implements Command {
        public RaisePledge {
            MoneyRequest.requireSound(total, "");
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.raisePledge(this);
        }
    }

    record ReturnPledge(NodeId payer, NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.returnPledge(this);
        }
    }

    /**
     * One side of a lease claims something, or a node contests a note on its standing. The same id opens once.
     *
     * @param host where the claimant is
     * @param files of one lease, each of another assignment; their signatures were verified
     * @param note the number of the note; zero where the files are the evidence
     */
    record OpenDispute(NodeId claimant, String host, Id command, DisputeKind kind, List<CaseFile> files, long note)
            implements Command {
        /** In a frame of 64 KiB there are not many more. */
        public static final int FILES_MAX = 64;

        public OpenDispute {
            files = List.copyOf(files);
            if (note < 0 || (note == 0) == files.isEmpty() || files.size() > FILES_MAX) {
                throw new IllegalArgumentException(
                        "a dispute shows evidence, up to " + FILES_MAX + " case files, or names a note");
            }
            if (kind != DisputeKind.UNPAID && files.size() > 1) {
                throw new IllegalArgumentException("a dispute about a result shows one case file");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.openDispute(this);
        }
    }

    /** Those in which the node is one of the two sides. */
    record ListDisputes(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.listDisputes(this);
        }
    }

    /** From the operator: what a referee has found. */
    record SettleDispute(long number, boolean upheld, String why) implements Command {
        public SettleDispute {
            MoneyRequest.requireText(why);
            if (why.isBlank()) {
                throw new IllegalArgumentException("a verdict has a reason, which both sides are told");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.settleDispute(this);
        }
    }

    /** From the engine: the money of this deposit may not be expected any more. */
    record ExpireMoney(long number) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.expireMoney(this);
        }
    }

    /** From the operator: other terms from now on; what is not said here stays. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record SetHouse(Optional<Commission> commission, Optional<Credits> payoutLeast, Optional<Credits> pledgeLeast)
            implements Command {
        public SetHouse {
            payoutLeast.ifPresent(SetHouse::requireSound);
            pledgeLeast.ifPresent(SetHouse::requireSound);
        }

        private static void requireSound(Credits least) {
            if (least.isNegative() || least.compareTo(MoneyRequest.AMOUNT_MAX) > 0) {
                throw new IllegalArgumentException(
                        "a least amount lies between 0 and " + MoneyRequest.AMOUNT_MAX + ", not " + least);
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.setHouse(this);
        }
    }

    /** From the engine: no referee may have come in time. */
    record LapseDispute(long number) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.lapseDispute(this);
        }
    }

    /** From the operator. */
    record BanNode(NodeId node, String why) implements Command {
        public BanNode {
            MoneyRequest.requireText(why);
            if (why.isBlank()) {
                throw new IllegalArgumentException("a ban has a reason, which its node is told");
            }
        }

        @Override
        public <T> T match(Cases<T> cases) {
            return cases.banNode(this);
        }
    }

    /** From the operator. */
    record PardonNode(NodeId node) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.pardonNode(this);
        }
    }

    /** From the operator: who belongs together, and who is banned. */
    record ShowClusters() implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.showClusters(this);
        }
    }

    /** A node is at the relay, to be joined with the other peer of this lease. */
    record OpenRelay(NodeId node, LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.openRelay(this);
        }
    }

    /** The broker has dialled a node. @param answered whether it proved its key there */
    record NoteCheck(Claim claim, boolean answered) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.noteCheck(this);
        }
    }

    /** From the engine: time may have ended this lease. */
    record PassTime(LeaseId lease) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.passTime(this);
        }
    }

    /** From the engine: the deadline of this bid may have come. */
    record ExpireBid(BidId bid) implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.expireBid(this);
        }
    }

    /** From the engine: joins the next bid and ask that fit. Accepted without events when none do. */
    record MatchNext() implements Command {
        @Override
        public <T> T match(Cases<T> cases) {
            return cases.matchNext(this);
        }
    }

    /** One method per command. */
    interface Cases<T> {
        T openSession(OpenSession command);

        T closeSession(CloseSession command);

        T placeAsk(PlaceAsk command);

        T cancelAsk(CancelAsk command);

        T placeBid(PlaceBid command);

        T amendBid(AmendBid command);

        T cancelBid(CancelBid command);

        T connectLease(ConnectLease command);

        T renewLease(RenewLease command);

        T endLease(EndLease command);

        T settleLease(SettleLease command);

        T getAccount(GetAccount command);

        T credit(Credit command);

        T transferCredits(TransferCredits command);

        T requestMoney(RequestMoney command);

        T cancelMoney(CancelMoney command);

        T listMoney(ListMoney command);

        T confirmMoney(ConfirmMoney command);

        T refuseMoney(RefuseMoney command);

        T showMarket(ShowMarket command);

        T getQuote(GetQuote command);

        T explainLease(ExplainLease command);

        T explainBid(ExplainBid command);

        T explainBeginning(ExplainBeginning command);

        T showStanding(ShowStanding command);

        T reportResults(ReportResults command);

        T forgedEvidence(ForgedEvidence command);

        T raisePledge(RaisePledge command);

        T returnPledge(ReturnPledge command);

        T openDispute(OpenDispute command);

        T listDisputes(ListDisputes command);

        T settleDispute(SettleDispute command);

        T lapseDispute(LapseDispute command);

        T expireMoney(ExpireMoney command);

        T setHouse(SetHouse command);

        T banNode(BanNode command);

        T pardonNode(PardonNode command);

        T showClusters(ShowClusters command);

        T openRelay(OpenRelay command);

        T noteCheck(NoteCheck command);

        T passTime(PassTime command);

        T expireBid(ExpireBid command);

        T matchNext(MatchNext command);
    }
}

package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.main.Messages.CAP;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.DecideMoney;
import sparecore.api.broker.GetStatusRequest;
import sparecore.broker.market.HouseTerms;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.link.LinkClosedException;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.store.Login;
import sparecore.terminal.Failure;
import sparecore.wire.Abi;
import sparecore.wire.Account;
import sparecore.wire.AmendBid;
import sparecore.wire.BidPlaced;
import sparecore.wire.Explain;
import sparecore.wire.Frame;
import sparecore.wire.GetMarket;
import sparecore.wire.GetQuote;
import sparecore.wire.GetStatement;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseEnded;
import sparecore.wire.ListMoney;
import sparecore.wire.MarketShown;
import sparecore.wire.MoneyDirection;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyState;
import sparecore.wire.OpenLease;
import sparecore.wire.PlaceAsk;
import sparecore.wire.RefusalReason;
import sparecore.wire.RequestMoney;
import sparecore.wire.Role;
import sparecore.wire.StatementRow;
import sparecore.wire.TransferCredits;
import sparecore.wire.VoucherSettled;

/** The broker as its peers meet it: real links, a real data folder, the control socket. */
class MarketOverLinksTest {
    static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    final NodeKey sellerKey = NodeKey.generate(RANDOM);
    final NodeKey buyerKey = NodeKey.generate(RANDOM);
    private @Nullable BrokerProcess broker;

    @BeforeEach
    void start() throws Exception {
        broker = start("b", null);
    }

    final BrokerProcess start(String name, @Nullable Login server) throws IOException {
        BrokerProcess started = BrokerProcess.start(new RunOptions(
                folder.resolve(name),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new HouseTerms(new Commission(500), Credits.ofMicro(1_000)),
                null,
                server,
                RunOptions.Network.DEFAULT,
                Ticket.DURATION_MILLIS_MAX));
        started.announce();
        return started;
    }

    /** Where peers come in. */
    BrokerAddress entrance() {
        return broker().address();
    }

    @AfterEach
    void stop() {
        broker().close();
    }

    BrokerProcess broker() {
        if (broker == null) {
            throw new AssertionError("no broker");
        }
        return broker;
    }

    final FakePeer seller() throws Exception {
        return new FakePeer(Role.ROLE_SELLER, sellerKey, entrance());
    }

    final FakePeer buyer() throws Exception {
        return new FakePeer(Role.ROLE_BUYER, buyerKey, entrance());
    }

    final void credit(NodeId node, long micro) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(RANDOM).toBytes()))
                .setNode(node.toWire())
                .setMicroCredits(micro)
                .build();
        ControlClient.ask(folder.resolve("b"), stub -> stub.credit(request));
    }

    private BrokerStatus status() {
        return ControlClient.ask(folder.resolve("b"), stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
    }

    final Ticket ticketOf(Frame push) throws Exception {
        assertThat(push.getBodyCase()).isEqualTo(Frame.BodyCase.LEASE_MATCHED);
        return SignedTicket.verify(
                        push.getLeaseMatched().getTicket(), broker().address().key())
                .ticket();
    }

    private static Account account(FakePeer peer) throws Exception {
        return peer.ask(Messages.account()).getAccount();
    }

    @Test
    void matchesPaysAndReleasesInOneRound() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        try (FakePeer seller = seller();
                FakePeer buyer = buyer()) {
            AskId ask = AskId.random(RANDOM);
            assertThat(seller.ask(Messages.frame(Messages.ask(ask, 2)))
                            .getAskPlaced()
                            .getAskId())
                    .isEqualTo(ask.toWire());
            BidId bid = BidId.random(RANDOM);
            BidPlaced placed = buyer.ask(Messages.frame(Messages.bid(bid, 1))).getBidPlaced();
            assertThat(placed.getHeld()).isEqualTo(CAP);
            assertThat(placed.getCommissionBasisPoints()).isEqualTo(500);

            Ticket ticket = ticketOf(seller.nextPush());
            assertThat(ticketOf(buyer.nextPush())).isEqualTo(ticket);
            assertThat(ticket.escrow().micro()).isEqualTo(CAP);
            assertThat(ticket.sellerAddress()).isEqualTo("127.0.0.1:7710");
            assertThat(seller.ask(Messages.connected(ticket.lease())).hasDone()).isTrue();

            VoucherSettled settled = seller.ask(Messages.settle(ticket, buyerKey, 1_000_000, false))
                    .getVoucherSettled();
            assertThat(settled.getCumulative()).isEqualTo(1_000_000);
            assertThat(settled.getCredited()).isEqualTo(950_000);

            assertThat(buyer.ask(Messages.end(ticket.lease(), LeaseEndReason.LEASE_END_REASON_JOB_DONE))
                            .hasDone())
                    .isTrue();
            LeaseEnded ended = seller.nextPush().getLeaseEnded();
            assertThat(ended.getReason()).isEqualTo(LeaseEndReason.LEASE_END_REASON_JOB_DONE);
            assertThat(buyer.ask(Messages.cancel(bid)).getBidCancelled().getBidId())
                    .isEqualTo(bid.toWire());
            seller.ask(Messages.settle(ticket, buyerKey, 2_000_000, true));

            Account account = account(buyer);
            assertThat(account.getSighting().getFrom()).startsWith("127.0.0.1:");
            assertThat(account.toBuilder().clearSighting().build())
                    .isEqualTo(Account.newBuilder()
                            .setAvailable(8_000_000)
                            .setSpent(2_000_000)
                            .setCommissionBasisPoints(500)
                            .build());
            assertThat(account(seller).getEarned()).isEqualTo(1_900_000);
            JsonObject json = StatusJson.of(status());
            assertThat(json.getAsJsonObject("ledger").get("sum").getAsLong()).isZero();
            assertThat(json.getAsJsonObject("ledger").get("balanced").getAsBoolean())
                    .isTrue();
            assertThat(json.getAsJsonObject("ledger").get("commissionEarned").getAsLong())
                    .isEqualTo(100_000);
            JsonObject lease = json.getAsJsonArray("leases").get(0).getAsJsonObject();
            assertThat(lease.get("seller").getAsString())
                    .isEqualTo(sellerKey.id().toString());
            assertThat(lease.get("captured").getAsLong()).isEqualTo(2_000_000);
            assertThat(lease.get("state").getAsString()).isEqualTo("CLOSED");
            assertThat(lease.get("endReason").getAsString()).isEqualTo("JOB_DONE");
        }
    }

    @Test
    void keepsBidsLeasesAndMoneyOverARestartAndTellsPeersAgain() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        BidId bid = BidId.random(RANDOM);
        Ticket ticket;
        try (FakePeer seller = seller();
                FakePeer buyer = buyer()) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 2)));
            buyer.ask(Messages.frame(Messages.bid(bid, 2)));
            ticket = ticketOf(seller.nextPush());
            seller.ask(Messages.connected(ticket.lease()));
            seller.ask(Messages.settle(ticket, buyerKey, 300, false));
        }
        BrokerStatus before = status();
        stop();
        start();
        assertThat(status().getLeasesList()).isEqualTo(before.getLeasesList());
        assertThat(status().getBidsList()).isEqualTo(before.getBidsList());
        assertThat(status().getAccountsList()).isEqualTo(before.getAccountsList());
        assertThat(status().getAsksList()).isEmpty();
        try (FakePeer seller = seller();
                FakePeer buyer = buyer()) {
            assertThat(ticketOf(seller.nextPush())).isEqualTo(ticket);
            assertThat(ticketOf(buyer.nextPush())).isEqualTo(ticket);
            assertThat(buyer.ask(Messages.frame(Messages.bid(bid, 2)))
                            .getBidPlaced()
                            .getHeld())
                    .isEqualTo(CAP);
            assertThat(seller.ask(Messages.settle(ticket, buyerKey, 1_000, true))
                            .getVoucherSettled()
                            .getCumulative())
                    .isEqualTo(1_000);
            assertThat(account(buyer).getSpent()).isEqualTo(1_000);
        }
        assertThat(status().getLedger().getBalanced()).isTrue();
    }

    /** Money, market data and explanations on a real link, one question each. */
    @Test
    void answersWhatOwnersAskOfMoneyAndTheMarket() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        try (FakePeer seller = seller();
                FakePeer buyer = buyer()) {
            ByteString command = ByteString.copyFrom(Id.random(RANDOM).toBytes());
            Frame.Builder transfer = Frame.newBuilder()
                    .setTransferCredits(TransferCredits.newBuilder()
                            .setCommandId(command)
                            .setTo(sellerKey.id().toWire())
                            .setAmount(2_000_000)
                            .setMemo("for a favour"));
            assertThat(buyer.ask(transfer).getCreditsTransferred().getAvailable())
                    .isEqualTo(8_000_000);
            buyer.ask(transfer);
            assertThat(account(seller).getAvailable()).isEqualTo(2_000_000);

            Frame.Builder withdrawal = Frame.newBuilder()
                    .setRequestMoney(RequestMoney.newBuilder()
                            .setCommandId(command)
                            .setDirection(MoneyDirection.MONEY_DIRECTION_WITHDRAWAL)
                            .setAmount(1_000_000)
                            .setDetails("IBAN 7"));
            MoneyRow asked = seller.ask(withdrawal).getMoneyRow();
            assertThat(asked.getState()).isEqualTo(MoneyState.MONEY_STATE_REQUESTED);
            MoneyRow confirmed = ControlClient.ask(
                    folder.resolve("b"),
                    stub -> stub.confirmMoney(DecideMoney.newBuilder()
                            .setNumber(asked.getNumber())
                            .setText("wire 1")
                            .build()));
            assertThat(seller.ask(Frame.newBuilder().setListMoney(ListMoney.getDefaultInstance()))
                            .getMoneyRows()
                            .getRowsList())
                    .containsExactly(confirmed);
            assertThat(account(seller).getAvailable()).isEqualTo(1_000_000);

            assertThat(seller.ask(Frame.newBuilder().setGetStatement(GetStatement.getDefaultInstance()))
                            .getStatement()
                            .getRowsList())
                    .extracting(StatementRow::getKind, StatementRow::getBalance)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("transfer", 2_000_000L),
                            org.assertj.core.groups.Tuple.tuple("withdraw", 1_000_000L));

            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 2)));
            Frame.Builder quote = Frame.newBuilder()
                    .setGetQuote(GetQuote.newBuilder()
                            .setAbi(Abi.ABI_LINUX)
                            .setCpuLevel(2)
                            .setMemoryBytesPerSlot(1)
                            .setSlots(1)
                            .setPriceMost(Messages.PRICE));
            assertThat(buyer.ask(quote).getQuote().getPriceMean()).isEqualTo(Messages.PRICE);
            BidId bid = BidId.random(RANDOM);
            buyer.ask(Messages.frame(Messages.bid(bid, 1)));
            Ticket ticket = ticketOf(buyer.nextPush());
            MarketShown market = buyer.ask(Frame.newBuilder().setGetMarket(GetMarket.getDefaultInstance()))
                    .getMarketShown();
            assertThat(market.getLastPrice()).isEqualTo(Messages.PRICE);
            assertThat(market.getMinutesList()).isNotEmpty();
            assertThat(market.getAsks(0).getSlots()).isEqualTo(1);
            Frame.Builder explain =
                    Frame.newBuilder().setExplain(Explain.newBuilder().setBidId(bid.toWire()));
            assertThat(buyer.ask(explain).getExplained().getLinesList().toString())
                    .contains(ticket.lease().toString());
            assertThat(seller.refusalOf(explain)).isEqualTo(RefusalReason.REFUSAL_REASON_NOT_YOURS);
        }
    }

    @Test
    void endsABidAtItsDeadlineAndTellsItsBuyer() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        try (FakePeer buyer = buyer()) {
            BidId bid = BidId.random(RANDOM);
            buyer.ask(Messages.frame(Messages.bid(bid, 1).setDeadlineMillis(System.currentTimeMillis() + 1_000)));
            assertThat(buyer.ask(Frame.newBuilder()
                                    .setAmendBid(AmendBid.newBuilder()
                                            .setBidId(bid.toWire())
                                            .setPriceMost(Messages.PRICE)
                                            .setSlots(1)
                                            .setCap(CAP / 2)
                                            .setDeadlineMillis(System.currentTimeMillis() + 300)))
                            .getBidPlaced()
                            .getHeld())
                    .isEqualTo(CAP / 2);
            assertThat(buyer.nextPush().getBidExpired().getBidId()).isEqualTo(bid.toWire());
            assertThat(account(buyer).getAvailable()).isEqualTo(10_000_000);
        }
    }

    @Test
    void refusesWhatIsMalformedAndGoesOn() throws Exception {
        try (FakePeer seller = seller()) {
            AskId id = AskId.random(RANDOM);
            PlaceAsk.Builder[] bad = {
                Messages.ask(id, 1).setAskId(ByteString.copyFrom(new byte[15])),
                Messages.ask(id, 0),
                Messages.ask(id, 1025),
                Messages.ask(id, 1).setPrice(-1),
                Messages.ask(id, 1).setMemoryBytesPerSlot(0),
                Messages.ask(id, 1).setMemoryBytesPerSlot(Long.MAX_VALUE),
                Messages.ask(id, 1).setSpeedPpm(0),
                Messages.ask(id, 1).setAddress(":1"),
                Messages.ask(id, 1).setAddress("no port"),
                Messages.ask(id, 1).setAddress("a\u001b[31m:1"),
                Messages.ask(id, 1).setAddress("h".repeat(299) + ":1"),
            };
            for (PlaceAsk.Builder ask : bad) {
                assertThat(seller.refusalOf(Messages.frame(ask)))
                        .as("%s", ask)
                        .isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
            }
            assertThat(seller.ask(Messages.frame(Messages.ask(id, 1))).hasAskPlaced())
                    .isTrue();
        }
    }

    @Test
    void refusesBidsThatCannotBe() throws Exception {
        try (FakePeer buyer = buyer()) {
            BidId id = BidId.random(RANDOM);
            assertThat(buyer.refusalOf(Messages.frame(Messages.bid(id, 1))))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_NO_CREDITS);
            assertThat(buyer.refusalOf(Messages.frame(Messages.bid(id, 1).setCap(0))))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
            assertThat(buyer.refusalOf(Messages.frame(Messages.bid(id, 1).setCap(Long.MAX_VALUE))))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
            assertThat(buyer.refusalOf(Messages.frame(Messages.bid(id, 1).setSellersLeast(65))))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
            assertThat(buyer.refusalOf(Messages.cancel(id))).isEqualTo(RefusalReason.REFUSAL_REASON_UNKNOWN);
        }
    }

    @Test
    void refusesAForgedVoucherAndOneOfAStranger() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        NodeKey stranger = NodeKey.generate(RANDOM);
        try (FakePeer seller = seller();
                FakePeer buyer = buyer();
                FakePeer other = new FakePeer(Role.ROLE_SELLER, stranger, entrance())) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)));
            buyer.ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
            Ticket ticket = ticketOf(seller.nextPush());
            Frame.Builder forged = Messages.settle(ticket, buyerKey, 10, false);
            forged.getSettleVoucherBuilder()
                    .getVoucherBuilder()
                    .setSignature(ByteString.copyFrom(new byte[NodeKey.SIGNATURE_BYTES]));
            assertThat(seller.refusalOf(forged)).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
            assertThat(seller.refusalOf(Messages.settle(ticket, stranger, 10, false)))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
            Frame.Builder empty = Messages.settle(ticket, buyerKey, 10, false);
            empty.getSettleVoucherBuilder().clearVoucher();
            assertThat(seller.refusalOf(empty)).isEqualTo(RefusalReason.REFUSAL_REASON_MALFORMED);
            assertThat(other.refusalOf(Messages.settle(ticket, buyerKey, 10, false)))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
            assertThat(other.refusalOf(Messages.connected(ticket.lease())))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_NOT_YOURS);
            assertThat(other.refusalOf(Messages.end(ticket.lease(), LeaseEndReason.LEASE_END_REASON_MISTRUST)))
                    .isEqualTo(RefusalReason.REFUSAL_REASON_NOT_YOURS);
            assertThat(account(seller).getEarned()).isZero();
        }
    }

    @Test
    void endsALinkThatSaysWhatItsSideMayNotSay() throws Exception {
        try (FakePeer buyer = buyer()) {
            buyer.link()
                    .send(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)).setRequest(1));
            assertThat(buyer.closing()).contains("SELLER");
        }
        try (FakePeer seller = seller()) {
            seller.link().send(Frame.newBuilder().setOpenLease(OpenLease.getDefaultInstance()));
            assertThat(seller.closing()).contains("OPEN_LEASE");
        }
        try (FakePeer nobody = new FakePeer(Role.ROLE_BROKER, sellerKey, entrance())) {
            assertThat(nobody.closing()).contains("sellers and buyers");
        } catch (java.util.concurrent.ExecutionException closedFirst) {
            assertThat(closedFirst).hasCauseInstanceOf(LinkClosedException.class);
        }
    }

    @Test
    void pushesToTheNewestSessionOfANode() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        try (FakePeer buyer = buyer();
                FakePeer old = seller();
                FakePeer fresh = seller()) {
            fresh.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)));
            buyer.ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
            Ticket ticket = ticketOf(fresh.nextPush());
            assertThat(ticketOf(buyer.nextPush())).isEqualTo(ticket);
            account(old);
            assertThat(old.pushSoFar()).isNull();
        }
    }

    @Test
    void withdrawsTheAsksOfASellerThatLeaves() throws Exception {
        try (FakePeer seller = seller()) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 3)));
            assertThat(status().getAsksList()).hasSize(1);
        }
        long deadline = System.nanoTime() + FakePeer.PATIENCE.toNanos();
        while (status().getAsksCount() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(status().getAsksList()).isEmpty();
    }

    @Test
    void refusesASecondBrokerOnItsFolderAndStaysUp() throws Exception {
        assertThatThrownBy(this::start).isInstanceOf(Failure.class).hasMessageContaining("in use by another process");
        assertThat(status().getLedger().getBalanced()).isTrue();
        assertThat(Files.readString(folder.resolve("b").resolve(BrokerAddress.FILE)))
                .isEqualTo(broker().address() + "\n");
    }
}

package sparecore.broker.control;

import com.google.protobuf.ByteString;
import java.util.Locale;
import sparecore.api.broker.AccountRow;
import sparecore.api.broker.AskRow;
import sparecore.api.broker.BidRow;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.LeaseRow;
import sparecore.api.broker.NodeRow;
import sparecore.broker.door.ExchangeMessages;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.MarketView;

/** Writes a picture of the market as the message of the control service. */
final class StatusMessages {
    private StatusMessages() {}

    static BrokerStatus of(MarketView view, BrokerFacts facts) {
        BrokerStatus.Builder status = BrokerStatus.newBuilder()
                .setNode(facts.node().toWire())
                .setAddress(facts.address())
                .setConsole(facts.console())
                .setInOffice(facts.address())
                .setCommissionBasisPoints(view.commission().basisPoints())
                .setLedger(ledger(view.ledger()));
        view.asks().forEach(line -> status.addAsks(ask(line)));
        view.bids().forEach(line -> status.addBids(bid(line)));
        view.leases().forEach(lease -> status.addLeases(lease(lease)));
        view.accounts().forEach(line -> status.addAccounts(account(line)));
        view.nodes().forEach(line -> status.addNodes(node(line)));
        return status.build();
    }

    private static NodeRow node(MarketView.SightLine line) {
        return NodeRow.newBuilder()
                .setNode(line.seen().node().toWire())
                .setSide(line.seen().side().name().toLowerCase(Locale.ROOT))
                .setConnected(line.connected())
                .setSighting(ExchangeMessages.of(line.seen(), line.advertised()))
                .build();
    }

    private static AskRow ask(MarketView.AskLine line) {
        return AskRow.newBuilder()
                .setAsk(line.ask().key().id().toString())
                .setSeller(line.ask().key().seller().toWire())
                .setPrice(line.ask().price().micro())
                .setSlots(line.ask().slots())
                .setSlotsFree(line.slotsFree())
                .setSpeedPpm(line.ask().speed().ppm())
                .setMemoryBytesPerSlot(line.ask().memoryBytesPerSlot())
                .setAddress(line.ask().address())
                .setSlotClass(line.ask().conditions().slotClass().label())
                .setHours(line.ask().conditions().hours().toString())
                .build();
    }

    private static BidRow bid(MarketView.BidLine line) {
        return BidRow.newBuilder()
                .setBid(line.bid().id().toString())
                .setBuyer(line.bid().buyer().toWire())
                .setPriceMost(line.bid().terms().priceMost().micro())
                .setSlots(line.bid().terms().slots())
                .setSlotsLeased(line.slotsLeased())
                .setCap(line.bid().terms().cap().micro())
                .setHeld(line.held().micro())
                .setState(line.bid().state().name())
                .setNeeds(line.bid().terms().needs().label())
                .setDeadlineMillis(line.bid().terms().deadlineMillis())
                .build();
    }

    private static LeaseRow lease(Lease lease) {
        return LeaseRow.newBuilder()
                .setLease(lease.id().toString())
                .setBuyer(lease.ticket().buyer().toWire())
                .setSeller(lease.ticket().seller().toWire())
                .setSlots(lease.ticket().slots())
                .setPrice(lease.ticket().price().micro())
                .setEscrow(lease.ticket().escrow().micro())
                .setCaptured(lease.captured().micro())
                .setState(lease.state().name())
                .setEndReason(
                        lease.endReason() == EndReason.NONE
                                ? ""
                                : lease.endReason().name())
                .setSellerReason(
                        lease.sellerReason() == EndReason.NONE
                                ? ""
                                : lease.sellerReason().name())
                .setBuyerReason(
                        lease.buyerReason() == EndReason.NONE
                                ? ""
                                : lease.buyerReason().name())
                .setRenewals(lease.renewals().count())
                .setExpiresAtMillis(lease.ticket().expiresAtMillis())
                .setStartedAtMillis(lease.ticket().startsAtMillis())
                .build();
    }

    private static AccountRow account(MarketView.AccountLine line) {
        Account account = line.account();
        AccountRow.Builder row = AccountRow.newBuilder()
                .setKind(account.kind().label())
                .setAccount(account instanceof Account.House ? "" : account.name())
                .setBalance(line.balance().micro());
        if (account instanceof Account.Node node) {
            row.setNode(ByteString.copyFrom(node.node().toBytes()));
        }
        return row.build();
    }

    private static sparecore.api.broker.LedgerCheck ledger(LedgerCheck check) {
        return sparecore.api.broker.LedgerCheck.newBuilder()
                .setSum(check.sum().micro())
                .setTransfers(check.transfers())
                .setBalanced(check.balanced())
                .setProblem(check.problem())
                .setCommissionEarned(check.commissionEarned().micro())
                .setIssued(check.issued().micro())
                .build();
    }
}

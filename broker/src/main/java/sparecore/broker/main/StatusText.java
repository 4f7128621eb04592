package sparecore.broker.main;

import com.google.protobuf.ByteString;
import sparecore.api.broker.AccountRow;
import sparecore.api.broker.AskRow;
import sparecore.api.broker.BidRow;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.LeaseRow;
import sparecore.api.broker.LedgerCheck;
import sparecore.api.broker.NodeRow;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.Table;

/** A status as tables for a person. */
final class StatusText {
    private static final int ID_LENGTH_SHOWN = 8;

    private StatusText() {}

    static String of(BrokerStatus status) {
        String broker = "broker " + NodeId.fromWire(status.getNode()) + " at " + status.getAddress();
        if (status.getStandsBy()) {
            return broker + " stands by\n"
                    + (status.getInOffice().isEmpty()
                            ? "no broker is in office\n"
                            : "in office, and holding the books, is the broker at " + status.getInOffice() + "\n");
        }
        return broker + ", which holds the books\n"
                + section("asks", asks(status))
                + section("bids", bids(status))
                + section("leases", leases(status))
                + section("accounts", accounts(status))
                + section("nodes", nodes(status))
                + "\n" + ledger(status.getLedger()) + "\n";
    }

    private static String section(String title, Table table) {
        return table.isEmpty() ? "\nno " + title + "\n" : "\n" + title + "\n" + table;
    }

    private static Table asks(BrokerStatus status) {
        Table table = new Table("ask", "seller", "price", "slots", "free", "runs", "hours", "address");
        for (AskRow row : status.getAsksList()) {
            table.row(
                    brief(row.getAsk()),
                    node(row.getSeller()),
                    credits(row.getPrice()),
                    row.getSlots(),
                    row.getSlotsFree(),
                    row.getSlotClass(),
                    row.getHours(),
                    row.getAddress());
        }
        return table;
    }

    private static Table bids(BrokerStatus status) {
        Table table = new Table("bid", "buyer", "price", "slots", "leased", "cap", "held", "state");
        for (BidRow row : status.getBidsList()) {
            table.row(
                    brief(row.getBid()),
                    node(row.getBuyer()),
                    credits(row.getPriceMost()),
                    row.getSlots(),
                    row.getSlotsLeased(),
                    credits(row.getCap()),
                    credits(row.getHeld()),
                    row.getState());
        }
        return table;
    }

    private static Table leases(BrokerStatus status) {
        Table table = new Table(
                "lease",
                "buyer",
                "seller",
                "slots",
                "price",
                "escrow",
                "captured",
                "state",
                "end",
                "seller said",
                "buyer said");
        for (LeaseRow row : status.getLeasesList()) {
            table.row(
                    brief(row.getLease()),
                    node(row.getBuyer()),
                    node(row.getSeller()),
                    row.getSlots(),
                    credits(row.getPrice()),
                    credits(row.getEscrow()),
                    credits(row.getCaptured()),
                    row.getState(),
                    row.getEndReason(),
                    row.getSellerReason(),
                    row.getBuyerReason());
        }
        return table;
    }

    private static Table accounts(BrokerStatus status) {
        Table table = new Table("kind", "account", "balance");
        for (AccountRow row : status.getAccountsList()) {
            table.row(
                    row.getKind(),
                    row.getNode().isEmpty() ? brief(row.getAccount()) : row.getAccount(),
                    credits(row.getBalance()));
        }
        return table;
    }

    private static Table nodes(BrokerStatus status) {
        Table table = new Table("node", "side", "connected", "last seen");
        for (NodeRow row : status.getNodesList()) {
            table.row(
                    node(row.getNode()),
                    row.getSide(),
                    row.getConnected() ? "yes" : "no",
                    Tell.sighting(row.getSighting()));
        }
        return table;
    }

    private static String ledger(LedgerCheck check) {
        return check.getBalanced()
                ? "the books balance: " + check.getTransfers() + " transfers, sum " + check.getSum() + ", issued "
                        + credits(check.getIssued()) + ", commission " + credits(check.getCommissionEarned())
                : "THE BOOKS DO NOT BALANCE: " + check.getProblem();
    }

    private static String brief(String id) {
        return id.substring(0, Math.min(id.length(), ID_LENGTH_SHOWN));
    }

    private static String node(ByteString id) {
        return NodeId.fromWire(id).shortForm();
    }

    private static Credits credits(long micro) {
        return Credits.ofMicro(micro);
    }
}

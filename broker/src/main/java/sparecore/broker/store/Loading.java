package sparecore.broker.store;

import com.google.protobuf.ByteString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyKey;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.MoneyRequests;
import sparecore.broker.cashier.MoneyState;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.Leases;
import sparecore.broker.lease.NotRenewed;
import sparecore.broker.lease.Renewals;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Ledger;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.market.MarketLimits;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.Totals;
import sparecore.broker.market.Views;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.BidEnd;
import sparecore.broker.orderbook.BidState;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.OrderBook;
import sparecore.broker.orderbook.Terms;
import sparecore.broker.tape.Candle;
import sparecore.broker.tape.Resolution;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.BidId;
import sparecore.lease.SignedTicket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;
import sparecore.store.Database;
import sparecore.store.StoreException;

/** Reads the market from its tables, and refuses what does not add up. */
final class Loading {
    private static final String LAST_NUMBER = "SELECT max(number) FROM ("
            + "SELECT coalesce(max(standing), 0) AS number FROM bids UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM leases UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM money_requests UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM notes UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM members UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM mismatches UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM pledges UNION ALL "
            + "SELECT coalesce(max(number), 0) FROM disputes) AS numbers";
    private static final String BIDS =
            "SELECT * FROM bids WHERE done_at_millis = 0 UNION ALL SELECT * FROM (SELECT * FROM bids "
                    + "WHERE done_at_millis > 0 ORDER BY done_at_millis DESC, number DESC LIMIT ?) AS done";
    private static final String LEASES =
            "SELECT * FROM leases WHERE closed_at_millis = 0 UNION ALL SELECT * FROM (SELECT * FROM leases "
                    + "WHERE closed_at_millis > 0 ORDER BY closed_at_millis DESC, number DESC LIMIT ?) AS closed";
    private static final String ISSUES = "SELECT command FROM transfers WHERE kind = 1 ORDER BY number DESC LIMIT ?";

    private static final String GIVEN =
            "SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY debit_id ORDER BY number "
                    + "DESC) AS age FROM transfers WHERE kind = 7) AS aged WHERE age <= ? ORDER BY number";
    private static final String MONEY =
            "SELECT * FROM (SELECT * FROM money_requests WHERE decided_at_millis = 0 UNION ALL "
                    + "SELECT * FROM (SELECT * FROM money_requests WHERE decided_at_millis > 0 ORDER BY number DESC LIMIT ?) AS decided) "
                    + "AS kept ORDER BY number";

    private final Database database;
    private final NodeId broker;

    Loading(Database database, NodeId broker) {
        this.database = database;
        this.broker = broker;
    }

    MarketState load(long listeningSinceMillis) {
        try {
            long lastNumber = database.queryLong(LAST_NUMBER);
            MarketState state = new MarketState(ledger(), listeningSinceMillis, lastNumber);
            state.restore(
                    database.query(BIDS, Loading::bid, OrderBook.DONE_KEPT),
                    database.query(LEASES, this::lease, Leases.CLOSED_KEPT),
                    totals(),
                    issues());
            state.restore(
                    database.query(GIVEN, Loading::given, MarketLimits.TRANSFERS_REMEMBERED_PER_NODE),
                    database.query(MONEY, Loading::money, MoneyRequests.DECIDED_KEPT),
                    database.query("SELECT * FROM candles ORDER BY resolution, start_millis", Loading::candle));
            new ConductTables(database).load(state);
            return checked(state);
        } catch (SQLException | IllegalArgumentException e) {
            throw new StoreException("the broker's database cannot be read", e);
        }
    }

    private static MarketState checked(MarketState state) {
        LedgerCheck check = Views.check(state);
        if (!check.balanced()) {
            throw new StoreException("the broker's books do not balance: " + check.problem()
                    + ". Keep the file, and restore the newest backup that does");
        }
        return state;
    }

    private Ledger ledger() throws SQLException {
        Map<Account, Credits> balances = new HashMap<>();
        database.query(
                "SELECT kind, id, balance FROM accounts",
                row -> balances.put(
                        Account.of(Account.Kind.ofNumber(row.getInt("kind")), row.getBytes("id")),
                        Credits.ofMicro(row.getLong("balance"))));
        return new Ledger(balances, database.queryLong("SELECT count(*) FROM transfers"));
    }

    private static Bid bid(ResultSet row) throws SQLException {
        Terms terms = new Terms(
                new Price(row.getLong("price_most")),
                row.getInt("slots"),
                row.getLong("memory_bytes"),
                Credits.ofMicro(row.getLong("cap")),
                row.getInt("sellers_least"),
                new ProgramNeeds(
                        Abi.ofNumber(row.getInt("abi")), row.getInt("cpu_level"), row.getInt("asks_cpuid") != 0),
                row.getLong("deadline_millis"));
        return new Bid(
                row.getLong("number"),
                row.getLong("standing"),
                new BidId(Id.fromBytes(row.getBytes("id"))),
                NodeId.fromBytes(row.getBytes("buyer")),
                terms,
                new Commission(row.getInt("commission")),
                BidState.ofNumber(row.getInt("state")),
                CpuidGroup.ofNumber(row.getInt("cpuid_group")),
                Credits.ofMicro(row.getLong("spent")),
                BidEnd.ofNumber(row.getInt("end_reason")),
                row.getLong("done_at_millis"));
    }

    private Lease lease(ResultSet row) throws SQLException {
        SignedTicket ticket = ticket(row);
        return new Lease(
                row.getLong("number"),
                ticket,
                NodeId.fromBytes(row.getBytes("payee")),
                CpuidGroup.ofNumber(row.getInt("cpuid_group")),
                LeaseState.ofNumber(row.getInt("state")),
                Credits.ofMicro(row.getLong("captured")),
                row.getLong("connected_at_millis"),
                EndReason.ofNumber(row.getInt("end_reason")),
                EndReason.ofNumber(row.getInt("seller_reason")),
                EndReason.ofNumber(row.getInt("buyer_reason")),
                row.getLong("ended_at_millis"),
                row.getLong("closed_at_millis"),
                renewals(row, ticket));
    }

    private static Renewals renewals(ResultSet row, SignedTicket ticket) throws SQLException {
        long kept = row.getLong("matched_at_millis");
        long matchedAtMillis = kept == 0 ? ticket.ticket().startsAtMillis() : kept;
        long busyMillis = row.getLong("busy_millis");
        return new Renewals(
                matchedAtMillis,
                row.getInt("renewals"),
                NotRenewed.ofNumber(row.getInt("not_renewed")),
                row.getLong("not_renewed_at_millis"),
                busyMillis == 0 ? matchedAtMillis : busyMillis,
                Credits.ofMicro(row.getLong("paid_by_then")));
    }

    private SignedTicket ticket(ResultSet row) throws SQLException {
        try {
            return SignedTicket.verify(
                    sparecore.wire.SignedTicket.newBuilder()
                            .setTicket(ByteString.copyFrom(row.getBytes("ticket")))
                            .setSignature(ByteString.copyFrom(row.getBytes("signature")))
                            .build(),
                    broker);
        } catch (BadSignedMessageException e) {
            throw new StoreException("a lease in the broker's database was not signed with this folder's key: "
                    + "put back the key file that belongs to it");
        }
    }

    private static Transfer given(ResultSet row) throws SQLException {
        return new Transfer(
                TransferKind.TRANSFER,
                new Account.Node(NodeId.fromBytes(row.getBytes("debit_id"))),
                new Account.Node(NodeId.fromBytes(row.getBytes("credit_id"))),
                Credits.ofMicro(row.getLong("amount")),
                Id.fromBytes(row.getBytes("command")),
                row.getString("memo"));
    }

    private static MoneyRequest money(ResultSet row) throws SQLException {
        return new MoneyRequest(
                row.getLong("number"),
                new MoneyKey(NodeId.fromBytes(row.getBytes("node")), Id.fromBytes(row.getBytes("command"))),
                Direction.ofNumber(row.getInt("direction")),
                Credits.ofMicro(row.getLong("amount")),
                row.getString("details"),
                MoneyState.ofNumber(row.getInt("state")),
                row.getString("reference"),
                row.getLong("requested_at_millis"),
                row.getLong("decided_at_millis"));
    }

    private static Candle candle(ResultSet row) throws SQLException {
        return new Candle(
                Resolution.ofNumber(row.getInt("resolution")),
                row.getLong("start_millis"),
                new Price(row.getLong("open")),
                new Price(row.getLong("high")),
                new Price(row.getLong("low")),
                new Price(row.getLong("close")),
                row.getLong("slots"),
                row.getLong("leases"),
                Credits.ofMicro(row.getLong("paid")));
    }

    private Map<NodeId, Totals> totals() throws SQLException {
        Map<NodeId, Totals> totals = new HashMap<>();
        database.query(
                "SELECT node, earned, spent FROM nodes",
                row -> totals.put(
                        NodeId.fromBytes(row.getBytes("node")),
                        new Totals(Credits.ofMicro(row.getLong("earned")), Credits.ofMicro(row.getLong("spent")))));
        return totals;
    }

    private List<Id> issues() throws SQLException {
        List<Id> newestFirst = new ArrayList<>(
                database.query(ISSUES, row -> Id.fromBytes(row.getBytes("command")), MarketLimits.CREDITS_REMEMBERED));
        Collections.reverse(newestFirst);
        return newestFirst;
    }
}

package sparecore.broker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Member;
import sparecore.broker.cluster.Mismatch;
import sparecore.broker.cluster.Mismatches;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.dispute.DisputeState;
import sparecore.broker.dispute.Disputes;
import sparecore.broker.dispute.Matter;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.standing.Ban;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Standings;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.store.Database;

/**
 * How nodes have behaved, and what the operator has set, in tables. What memory forgets goes here as well, so that a start reads back the same.
 */
final class ConductTables {
    private static final String PUT_NOTE =
            "INSERT INTO notes (number, node, deed, good, by_node, cause, assignment, at_millis, struck) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET struck = excluded.struck";
    private static final String FORGET_NOTES =
            "DELETE FROM notes WHERE node = ? AND good = ? AND number <= (SELECT number "
                    + "FROM notes WHERE node = ? AND good = ? ORDER BY number DESC LIMIT 1 OFFSET ?)";
    private static final String PUT_MEMBER = "INSERT INTO members (node, number, network, hardware, owner) "
            + "VALUES (?, ?, ?, ?, ?) ON CONFLICT (node) DO UPDATE SET number = excluded.number, "
            + "network = excluded.network, hardware = excluded.hardware, owner = excluded.owner";
    private static final String PUT_MISMATCH =
            "INSERT INTO mismatches (number, buyer, command, seller, lease, assignment, work, answer, at_millis) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String FORGET_MISMATCHES =
            "DELETE FROM mismatches WHERE buyer = ? AND number <= (SELECT number "
                    + "FROM mismatches WHERE buyer = ? ORDER BY number DESC LIMIT 1 OFFSET ?)";
    private static final String FORGET_OLD_MISMATCHES = "DELETE FROM mismatches WHERE number <= (SELECT number "
            + "FROM mismatches ORDER BY number DESC LIMIT 1 OFFSET ?)";
    private static final String PUT_PLEDGE =
            "INSERT INTO pledges (node, number, payer, amount, notice_millis) VALUES (?, ?, ?, ?, ?) "
                    + "ON CONFLICT (node) DO UPDATE SET number = excluded.number, payer = excluded.payer, "
                    + "amount = excluded.amount, notice_millis = excluded.notice_millis";
    private static final String PUT_BAN = "INSERT INTO bans (node, why, from_millis, until_millis) VALUES (?, ?, ?, ?) "
            + "ON CONFLICT (node) DO UPDATE SET why = excluded.why, from_millis = excluded.from_millis, "
            + "until_millis = excluded.until_millis";
    private static final String PUT_DISPUTE =
            "INSERT INTO disputes (number, command, kind, claimant, accused, lease, assignment, work, answer, cpu_micros, note, "
                    + "amount, host, state, why, opened_at_millis, decided_at_millis) "
                    + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET "
                    + "state = excluded.state, why = excluded.why, decided_at_millis = excluded.decided_at_millis";
    private static final String DISPUTES =
            "SELECT * FROM (SELECT * FROM disputes WHERE decided_at_millis = 0 UNION ALL "
                    + "SELECT * FROM (SELECT * FROM disputes WHERE decided_at_millis > 0 ORDER BY number DESC LIMIT ?) AS decided) "
                    + "AS known ORDER BY number";
    private static final String PUT_HOUSE =
            "INSERT INTO house (number, commission, payout_least, pledge_least) VALUES (1, ?, ?, ?) "
                    + "ON CONFLICT (number) DO UPDATE SET commission = excluded.commission, "
                    + "payout_least = excluded.payout_least, pledge_least = excluded.pledge_least";
    private static final String FORGET_BANS = "DELETE FROM bans WHERE until_millis < ?";

    /** In how many writes of mismatches the table is cut to what is kept. */
    private static final int CUT_EVERY = 100;

    private final Database database;
    private int mismatchesSinceCut;

    ConductTables(Database database) {
        this.database = database;
    }

    /** Events that are not of this kind are left to others. */
    void write(MarketEvent event) throws SQLException {
        if (event instanceof MarketEvent.NoteChanged changed) {
            put(changed.note());
        } else if (event instanceof MarketEvent.MemberChanged changed) {
            put(changed.member());
        } else if (event instanceof MarketEvent.MemberForgotten forgotten) {
            database.update(
                    "DELETE FROM members WHERE node = ?", forgotten.node().toBytes());
        } else if (event instanceof MarketEvent.MismatchShown shown) {
            put(shown.mismatch());
        } else if (event instanceof MarketEvent.PledgeChanged changed) {
            put(changed.pledge());
        } else if (event instanceof MarketEvent.BanChanged changed) {
            put(changed.ban());
        } else if (event instanceof MarketEvent.DisputeChanged changed) {
            put(changed.dispute());
        } else if (event instanceof MarketEvent.HouseChanged changed) {
            put(changed.house());
        }
    }

    private void put(Note note) throws SQLException {
        int good = note.deed().isGood() ? 1 : 0;
        byte[] node = note.node().toBytes();
        database.update(
                PUT_NOTE,
                note.number(),
                node,
                note.deed().number(),
                good,
                note.by().toBytes(),
                note.cause().toBytes(),
                note.assignment(),
                note.atMillis(),
                note.struck() ? 1 : 0);
        database.update(FORGET_NOTES, node, good, node, good, Standings.NOTES_OF_KIND_MAX);
    }

    private void put(Member member) throws SQLException {
        database.update(
                PUT_MEMBER,
                member.node().toBytes(),
                member.number(),
                member.network(),
                member.hardware(),
                member.owner().toBytes());
    }

    private void put(Mismatch mismatch) throws SQLException {
        byte[] buyer = mismatch.buyer().toBytes();
        database.update(
                PUT_MISMATCH,
                mismatch.number(),
                buyer,
                mismatch.command().toBytes(),
                mismatch.seller().toBytes(),
                mismatch.lease().id().toBytes(),
                mismatch.assignment(),
                mismatch.work().toBytes(),
                mismatch.answer().toBytes(),
                mismatch.atMillis());
        database.update(FORGET_MISMATCHES, buyer, buyer, Mismatches.KEPT_OF_BUYER);
        mismatchesSinceCut++;
        if (mismatchesSinceCut >= CUT_EVERY) {
            mismatchesSinceCut = 0;
            database.update(FORGET_OLD_MISMATCHES, Mismatches.KEPT);
        }
    }

    private void put(Pledge pledge) throws SQLException {
        database.update(
                PUT_PLEDGE,
                pledge.node().toBytes(),
                pledge.number(),
                pledge.payer().toBytes(),
                pledge.amount().micro(),
                pledge.noticeMillis());
    }

    private void put(Ban ban) throws SQLException {
        database.update(PUT_BAN, ban.node().toBytes(), ban.why(), ban.fromMillis(), ban.untilMillis());
        database.update(FORGET_BANS, ban.fromMillis() - Ban.MILLIS);
    }

    private void put(Dispute dispute) throws SQLException {
        Matter matter = dispute.matter();
        database.update(
                PUT_DISPUTE,
                dispute.number(),
                dispute.command().toBytes(),
                matter.kind().number(),
                matter.claimant().toBytes(),
                matter.accused().toBytes(),
                matter.lease().id().toBytes(),
                matter.assignment(),
                matter.work().toBytes(),
                matter.answer().toBytes(),
                matter.cpuMicros(),
                matter.note(),
                matter.amount().micro(),
                dispute.host(),
                dispute.state().number(),
                dispute.why(),
                dispute.openedAtMillis(),
                dispute.decidedAtMillis());
    }

    private void put(HouseTerms house) throws SQLException {
        database.update(
                PUT_HOUSE,
                house.commission().basisPoints(),
                house.payoutLeast().micro(),
                house.pledgeLeast().micro());
    }

    void load(MarketState state) throws SQLException {
        List<Member> members = database.query("SELECT * FROM members ORDER BY number", ConductTables::member);
        List<Pledge> pledges = database.query("SELECT * FROM pledges ORDER BY number", ConductTables::pledge);
        List<Mismatch> shown = database.query("SELECT * FROM mismatches ORDER BY number", ConductTables::mismatch);
        List<Note> notes = database.query("SELECT * FROM notes ORDER BY number", ConductTables::note);
        List<Ban> bans = database.query("SELECT * FROM bans ORDER BY from_millis", ConductTables::ban);
        List<Dispute> disputes = database.query(DISPUTES, ConductTables::dispute, Disputes.DECIDED_KEPT);
        state.restore(members, pledges, shown, notes, bans, disputes);
        database.query("SELECT * FROM house", ConductTables::house).forEach(state::restore);
    }

    private static HouseTerms house(ResultSet row) throws SQLException {
        return new HouseTerms(
                new Commission(row.getInt("commission")),
                Credits.ofMicro(row.getLong("payout_least")),
                Credits.ofMicro(row.getLong("pledge_least")));
    }

    private static Dispute dispute(ResultSet row) throws SQLException {
        Matter matter = new Matter(
                DisputeKind.ofNumber(row.getInt("kind")),
                NodeId.fromBytes(row.getBytes("claimant")),
                NodeId.fromBytes(row.getBytes("accused")),
                new LeaseId(Id.fromBytes(row.getBytes("lease"))),
                row.getLong("assignment"),
                Digest.fromBytes(row.getBytes("work")),
                Digest.fromBytes(row.getBytes("answer")),
                row.getLong("cpu_micros"),
                row.getLong("note"),
                Credits.ofMicro(row.getLong("amount")));
        return new Dispute(
                row.getLong("number"),
                Id.fromBytes(row.getBytes("command")),
                matter,
                row.getString("host"),
                DisputeState.ofNumber(row.getInt("state")),
                row.getString("why"),
                row.getLong("opened_at_millis"),
                row.getLong("decided_at_millis"));
    }

    private static Note note(ResultSet row) throws SQLException {
        return new Note(
                row.getLong("number"),
                NodeId.fromBytes(row.getBytes("node")),
                Deed.ofNumber(row.getInt("deed")),
                NodeId.fromBytes(row.getBytes("by_node")),
                Id.fromBytes(row.getBytes("cause")),
                row.getLong("assignment"),
                row.getLong("at_millis"),
                row.getInt("struck") != 0);
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(
                row.getLong("number"),
                NodeId.fromBytes(row.getBytes("node")),
                row.getString("network"),
                row.getString("hardware"),
                NodeId.fromBytes(row.getBytes("owner")));
    }

    private static Mismatch mismatch(ResultSet row) throws SQLException {
        return new Mismatch(
                row.getLong("number"),
                NodeId.fromBytes(row.getBytes("buyer")),
                Id.fromBytes(row.getBytes("command")),
                NodeId.fromBytes(row.getBytes("seller")),
                new LeaseId(Id.fromBytes(row.getBytes("lease"))),
                row.getLong("assignment"),
                Digest.fromBytes(row.getBytes("work")),
                Digest.fromBytes(row.getBytes("answer")),
                row.getLong("at_millis"));
    }

    private static Pledge pledge(ResultSet row) throws SQLException {
        return new Pledge(
                row.getLong("number"),
                NodeId.fromBytes(row.getBytes("node")),
                NodeId.fromBytes(row.getBytes("payer")),
                Credits.ofMicro(row.getLong("amount")),
                row.getLong("notice_millis"));
    }

    private static Ban ban(ResultSet row) throws SQLException {
        return new Ban(
                NodeId.fromBytes(row.getBytes("node")),
                row.getString("why"),
                row.getLong("from_millis"),
                row.getLong("until_millis"));
    }
}

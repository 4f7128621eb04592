package sparecore.buyer.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparecore.buyer.engine.Experience;
import sparecore.buyer.engine.Journal.Judgement;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Difference;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobHistory;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.RuleInput;
import sparecore.buyer.job.SellerTally;
import sparecore.buyer.job.Vote;
import sparecore.buyer.job.WhenSpent;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.ResultVerifier;
import sparecore.result.RunLimits;
import sparecore.result.SignedResult;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** Reads back what the journal holds when the daemon starts. */
public final class Recovery {
    /** Ended jobs are kept this long for their callers to come back to. */
    private static final long KEEP_MILLIS = 7L * 24 * 3600 * 1000;

    /** A caught seller gets another chance after this long. */
    private static final long BARRED_MILLIS = 24L * 3600 * 1000;

    private Recovery() {}

    /** Opens the journal's file and brings it up to date. */
    public static Database open(Path file) {
        return Database.open(file, Schema.MIGRATIONS);
    }

    /** Running jobs, and ended ones whose bid may be open. Older ended jobs are removed. */
    public static List<Job> jobs(Database database, SqliteJournal journal, long nowMillis) {
        return database.transaction(() -> {
            database.update("DELETE FROM job WHERE bid_open = 0 AND ended_at_millis < ?", nowMillis - KEEP_MILLIS);
            List<Job> jobs = new ArrayList<>();
            Map<Long, JobSpec> specs = new LinkedHashMap<>();
            database.query(
                    "SELECT * FROM job WHERE bid_open = 1 OR phase = 1",
                    row -> specs.put(row.getLong("number"), spec(row)));
            for (Map.Entry<Long, JobSpec> entry : specs.entrySet()) {
                journal.know(entry.getValue(), entry.getKey());
                jobs.add(job(database, entry.getKey(), entry.getValue()));
            }
            return jobs;
        });
    }

    /** Sellers that were caught lately, with the reason. */
    private static Map<NodeId, String> barred(Database database, long nowMillis) {
        return database.transaction(() -> {
            database.update("DELETE FROM barred WHERE at_millis < ?", nowMillis - BARRED_MILLIS);
            Map<NodeId, String> barred = new HashMap<>();
            database.query(
                    "SELECT seller, reason FROM barred",
                    row -> barred.put(NodeId.fromBytes(row.getBytes(1)), row.getString(2)));
            return barred;
        });
    }

    /** What the buyer knows of sellers from jobs before. */
    public static Experience experience(Database database, long nowMillis) {
        Map<String, Double> passed = new HashMap<>();
        database.transaction(() -> database.query(
                "SELECT name, passed FROM cluster", row -> passed.put(row.getString(1), row.getDouble(2))));
        return new Experience(barred(database, nowMillis), passed);
    }

    /** The buyer's budget, if it has one. */
    public static Optional<Budget> budget(Database database) {
        return database.transaction(() -> database
                .query(
                        "SELECT most, action, spent FROM budget",
                        row -> new Budget(
                                Credits.ofMicro(row.getLong(1)),
                                WhenSpent.ofNumber(row.getInt(2)),
                                Credits.ofMicro(row.getLong(3))))
                .stream()
                .findFirst());
    }

    static JobSpec spec(ResultSet row) throws SQLException {
        return new JobSpec(
                new JobId(Id.fromBytes(row.getBytes("id"))),
                row.getString("name"),
                Digest.fromBytes(row.getBytes("program")),
                new ProgramNeeds(
                        Abi.ofNumber(row.getInt("abi")), row.getInt("cpu_level"), row.getInt("asks_cpuid") != 0),
                row.getDouble("error") > 0 ? Terms.of(row.getDouble("error")) : new Quorum(row.getInt("replicas")),
                new Price(row.getLong("price_most")),
                Credits.ofMicro(row.getLong("cap")),
                new RunLimits(
                        row.getLong("memory_bytes"),
                        row.getInt("cpu_seconds"),
                        row.getLong("output_bytes"),
                        row.getLong("error_bytes"),
                        row.getLong("wall_millis")),
                row.getInt("slots"),
                row.getLong("deadline_millis"),
                WhenSpent.ofNumber(row.getInt("when_spent")));
    }

    /** A job with its counts, open fragments and votes. */
    static Job job(Database database, long number, JobSpec spec) throws SQLException {
        Job job = counted(database, number, spec);
        database.query(
                "SELECT idx, work FROM fragment WHERE job = ? AND phase = ? ORDER BY idx",
                row -> {
                    job.restoreOpen(row.getInt(1), Digest.fromBytes(row.getBytes(2)));
                    return 0;
                },
                number,
                Fragment.Phase.OPEN.number());
        Optional<ErrorBound> bound = job.errorBound();
        if (bound.isPresent()) {
            retell(database, number, bound.get());
        }
        database.query(
                "SELECT v.idx, v.seller, v.price, v.reference_micros, v.evidence FROM vote v"
                        + " JOIN fragment f ON f.job = v.job AND f.idx = v.idx"
                        + " WHERE v.job = ? AND f.phase = ? AND v.judgement = ? ORDER BY v.rowid",
                row -> {
                    job.restoreVote(row.getInt(1), vote(row));
                    return 0;
                },
                number,
                Fragment.Phase.OPEN.number(),
                Judgement.OPEN.number());
        bound.ifPresent(ErrorBound::resume);
        return job;
    }

    /** The rule of a job hears once more what it heard, in the same order, and comes to the same state. */
    private static void retell(Database database, long number, ErrorBound bound) throws SQLException {
        database.query(
                "SELECT kind, idx, seat, answer, seller, cluster, passed FROM rule_input WHERE job = ? ORDER BY number",
                row -> {
                    byte[] answer = row.getBytes("answer");
                    byte[] seller = row.getBytes("seller");
                    bound.retell(new RuleInput(
                            RuleInput.Kind.of(row.getInt("kind")),
                            row.getInt("idx"),
                            row.getInt("seat"),
                            answer == null ? null : Digest.fromBytes(answer),
                            seller == null ? null : NodeId.fromBytes(seller),
                            row.getString("cluster"),
                            row.getDouble("passed")));
                    return 0;
                },
                number);
        database.query(
                "SELECT v.idx, v.seller FROM vote v JOIN fragment f ON f.job = v.job AND f.idx = v.idx"
                        + " WHERE v.job = ? AND f.phase = ? AND v.judgement = ? AND v.lease <> x''",
                row -> {
                    bound.respoil(row.getInt(1), NodeId.fromBytes(row.getBytes(2)));
                    return 0;
                },
                number,
                Fragment.Phase.OPEN.number(),
                Judgement.DROPPED.number());
    }

    /** A job with its counts alone. */
    static Job counted(Database database, long number, JobSpec spec) throws SQLException {
        Job job = new Job(spec);
        job.restore(history(database, number));
        database.query(
                "SELECT idx, seller, text, machine, others FROM difference WHERE job = ? ORDER BY rowid",
                row -> {
                    job.note(new Difference(
                            row.getInt(1),
                            NodeId.fromBytes(row.getBytes(2)),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5)));
                    return 0;
                },
                number);
        Optional<ErrorBound> bound = job.errorBound();
        if (bound.isPresent() && job.phase().isFinal()) {
            bound.get().restore(promise(database, number));
        }
        return job;
    }

    private static ErrorBound.Standing promise(Database database, long number) throws SQLException {
        return database.query(
                        "SELECT bound, votes_expected, checks, conflicts, computed FROM job WHERE number = ?",
                        row -> new ErrorBound.Standing(
                                row.getDouble(1), row.getDouble(2), row.getInt(3), row.getInt(4), row.getInt(5)),
                        number)
                .get(0);
    }

    private static Vote vote(ResultSet row) throws SQLException {
        NodeId seller = NodeId.fromBytes(row.getBytes(2));
        try {
            SignedResult result =
                    new ResultVerifier(seller).verify(sparecore.wire.SignedStatement.parseFrom(row.getBytes(5)));
            return new Vote(
                    seller, result.result(), result.result().answer(), new Price(row.getLong(3)), row.getLong(4));
        } catch (BadSignedMessageException | InvalidProtocolBufferException e) {
            throw new StoreException("the journal is damaged", e);
        }
    }

    private static JobHistory history(Database database, long number) throws SQLException {
        Map<NodeId, SellerTally> tallies = new HashMap<>();
        database.query(
                "SELECT seller, count(*), sum(judgement = 1), sum(judgement = 2), sum(cpu_micros), sum(paid)"
                        + " FROM vote WHERE job = ? AND lease <> x'' GROUP BY seller",
                row -> tallies.put(
                        NodeId.fromBytes(row.getBytes(1)),
                        new SellerTally(
                                row.getInt(2),
                                row.getInt(3),
                                row.getInt(4),
                                row.getLong(5),
                                Credits.ofMicro(row.getLong(6)),
                                Speed.REFERENCE,
                                0)),
                number);
        return database.query(
                        "SELECT (SELECT count(*) FROM fragment WHERE job = number) AS added, input_closed,"
                                + " (SELECT count(*) FROM fragment WHERE job = number AND phase = 1) AS accepted,"
                                + " (SELECT count(*) FROM fragment WHERE job = number AND phase = 2) AS abandoned,"
                                + " (SELECT coalesce(max(sequence), 0) FROM fragment WHERE job = number) AS sequence,"
                                + " phase, note FROM job WHERE number = ?",
                        row -> new JobHistory(
                                row.getInt("added"),
                                row.getInt("input_closed") != 0,
                                row.getInt("accepted"),
                                row.getInt("abandoned"),
                                tallies.values().stream()
                                        .mapToInt(SellerTally::replicas)
                                        .sum(),
                                tallies.values().stream()
                                        .mapToInt(SellerTally::rejected)
                                        .sum(),
                                tallies.values().stream()
                                        .mapToLong(SellerTally::cpuMicros)
                                        .sum(),
                                row.getLong("sequence"),
                                Credits.ofMicro(tallies.values().stream()
                                        .mapToLong(tally -> tally.paid().micro())
                                        .sum()),
                                JobPhase.of(row.getInt("phase")),
                                row.getString("note"),
                                tallies),
                        number)
                .get(0);
    }
}

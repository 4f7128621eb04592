package sparecore.buyer.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Journal;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Difference;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.RuleInput;
import sparecore.buyer.job.Vote;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;
import sparecore.wire.AssignFragment;
import sparecore.wire.CaseFile;
import sparecore.wire.SignedStatement;

/** The journal in SQLite. Every method runs inside the engine's transaction, on its thread. */
public final class SqliteJournal implements Journal {
    /** Of one job. */
    private static final int CASES_MAX = 1_000;

    /** Of one job, and of one seller in it: a dispute needs one, and who bills too much once does so always. */
    private static final int BILLS_MAX = 200;

    private static final int BILLS_OF_SELLER_MAX = 4;

    /** A work that evidence is about. */
    private static final int WORK_BYTES_MAX = 1 << 20;

    /** All of one job's. */
    private static final long WORKS_BYTES_MAX = 16L << 20;

    private final Database database;
    private final Map<JobId, Long> numbers = new HashMap<>();
    private final Map<JobId, JobSpec> specs = new HashMap<>();

    public SqliteJournal(Database database) {
        this.database = database;
    }

    /** A statement of the journal. */
    private interface Write {
        void run() throws SQLException;
    }

    private static void write(String what, Write write) {
        try {
            write.run();
        } catch (SQLException e) {
            throw new StoreException("cannot journal " + what, e);
        }
    }

    /** Learns a job that is in the file already. */
    void know(JobSpec spec, long number) {
        numbers.put(spec.id(), number);
        specs.put(spec.id(), spec);
    }

    @Override
    public void keep(Runnable work) {
        database.transaction(() -> {
            work.run();
            return this;
        });
    }

    @Override
    public boolean hasJob(JobId job) {
        try {
            return database.queryLong("SELECT count(*) FROM job WHERE id = ?", (Object)
                            job.id().toBytes())
                    > 0;
        } catch (SQLException e) {
            throw new StoreException("cannot look for a job", e);
        }
    }

    @Override
    public void jobAdded(JobSpec spec, long nowMillis) {
        write("a job", () -> {
            database.update(
                    "INSERT INTO job(id, name, program, replicas, price_most, cap, memory_bytes, cpu_seconds, output_bytes,"
                            + " error_bytes, wall_millis, slots, abi, cpu_level, asks_cpuid, deadline_millis, when_spent, phase, note, input_closed,"
                            + " bid_open, added_at_millis, error)"
                            + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,'',0,1,?,?)",
                    spec.id().id().toBytes(),
                    spec.name(),
                    spec.program().toBytes(),
                    replicas(spec.rule()),
                    spec.priceMost().micro(),
                    spec.cap().micro(),
                    spec.limits().memoryBytes(),
                    spec.limits().cpuSeconds(),
                    spec.limits().outputBytes(),
                    spec.limits().errorBytes(),
                    spec.limits().wallMillis(),
                    spec.slots(),
                    spec.needs().abi().number(),
                    spec.needs().cpuLevel(),
                    spec.needs().asksCpuid() ? 1 : 0,
                    spec.deadlineMillis(),
                    spec.whenSpent().number(),
                    JobPhase.RUNNING.number(),
                    nowMillis,
                    spec.rule() instanceof Terms terms ? terms.error() : 0.0);
            know(spec, database.queryLong("SELECT last_insert_rowid()"));
        });
    }

    /** Zero where an error is asked for. */
    private static int replicas(Acceptance rule) {
        return rule instanceof Quorum quorum ? quorum.replicas() : 0;
    }

    @Override
    public void jobAmended(JobSpec spec) {
        write("other terms of a job", () -> {
            database.update(
                    "UPDATE job SET price_most = ?, cap = ?, slots = ?, deadline_millis = ? WHERE number = ?",
                    spec.priceMost().micro(),
                    spec.cap().micro(),
                    spec.slots(),
                    spec.deadlineMillis(),
                    number(spec.id()));
            specs.put(spec.id(), spec);
        });
    }

    @Override
    public void budgetChanged(@Nullable Budget budget) {
        write("the budget", () -> {
            database.update("DELETE FROM budget");
            if (budget != null) {
                database.update(
                        "INSERT INTO budget(most, action, spent) VALUES (?,?,?)",
                        budget.limit().micro(),
                        budget.then().number(),
                        budget.spent().micro());
            }
        });
    }

    @Override
    public void fragmentsAdded(JobId job, int first, List<Work> works, List<Digest> digests) {
        write("fragments", () -> {
            for (int i = 0; i < works.size(); i++) {
                database.update(
                        "INSERT INTO fragment(job, idx, work, phase, content) VALUES (?,?,?,?,?)",
                        number(job),
                        first + i,
                        digests.get(i).toBytes(),
                        Fragment.Phase.OPEN.number(),
                        content(works.get(i)));
            }
        });
    }

    /** What differs from fragment to fragment: program and limits are the job's. */
    private static byte[] content(Work work) {
        return AssignFragment.newBuilder()
                .addAllArguments(work.arguments())
                .setInput(work.input())
                .build()
                .toByteArray();
    }

    static Work work(JobSpec spec, byte[] content) throws InvalidProtocolBufferException {
        AssignFragment parsed = AssignFragment.parseFrom(content);
        return new Work(spec.program(), parsed.getArgumentsList(), parsed.getInput(), spec.limits());
    }

    @Override
    public void inputClosed(JobId job) {
        write(
                "the end of a job's input",
                () -> database.update("UPDATE job SET input_closed = 1 WHERE number = ?", number(job)));
    }

    @Override
    public void voteCast(JobId job, int index, Vote vote, SignedResult result, ByteString output, ByteString error) {
        write(
                "a vote",
                () -> cast(
                        number(job),
                        index,
                        vote.seller().toBytes(),
                        vote.result().lease().id().toBytes(),
                        vote.answer().toBytes(),
                        vote.price().micro(),
                        vote.referenceMicros(),
                        vote.result().cpuMicros(),
                        Judgement.OPEN.number(),
                        result.toWire().toByteArray(),
                        output.toByteArray(),
                        error.toByteArray()));
    }

    /** The buyer's own: a run of nobody's, under no lease, for nothing. */
    @Override
    public void ownComputed(JobId job, int index, SignedResult result, ByteString output, ByteString error) {
        write(
                "an own result",
                () -> cast(
                        number(job),
                        index,
                        new byte[0],
                        new byte[0],
                        result.result().answer().toBytes(),
                        0,
                        0,
                        result.result().cpuMicros(),
                        Judgement.RIGHT.number(),
                        result.toWire().toByteArray(),
                        output.toByteArray(),
                        error.toByteArray()));
    }

    /** One copy of each different answer's output is enough. */
    private void cast(Object... values) throws SQLException {
        database.update(
                "INSERT INTO vote(job, idx, seller, lease, answer, price, reference_micros, cpu_micros, judgement, paid,"
                        + " evidence, output, error)"
                        + " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10,"
                        + " CASE WHEN known THEN NULL ELSE ?11 END, CASE WHEN known THEN NULL ELSE ?12 END"
                        + " FROM (SELECT EXISTS (SELECT 1 FROM vote WHERE job = ?1 AND idx = ?2 AND answer = ?5"
                        + " AND output IS NOT NULL) AS known)",
                values);
    }

    @Override
    public void ruleTold(JobId job, List<RuleInput> inputs) {
        write("what a rule was told", () -> {
            for (RuleInput input : inputs) {
                Digest answer = input.answer();
                NodeId seller = input.seller();
                database.update(
                        "INSERT INTO rule_input(job, kind, idx, seat, answer, seller, cluster, passed)"
                                + " VALUES (?,?,?,?,?,?,?,?)",
                        number(job),
                        input.kind().number(),
                        input.index(),
                        input.seat(),
                        answer == null ? null : answer.toBytes(),
                        seller == null ? null : seller.toBytes(),
                        input.cluster(),
                        input.passed());
            }
        });
    }

    @Override
    public void differenceFound(JobId job, Difference difference) {
        write(
                "a difference",
                () -> database.update(
                        "INSERT INTO difference(job, idx, seller, text, machine, others) VALUES (?,?,?,?,?,?)",
                        number(job),
                        difference.index(),
                        difference.seller().toBytes(),
                        difference.text(),
                        difference.machine(),
                        difference.others()));
    }

    @Override
    public void caseKept(JobId job, int index, NodeId seller, CaseFile evidence, long nowMillis) {
        write("evidence", () -> keep(job, index, seller, evidence, nowMillis, 0, CASES_MAX, CASES_MAX));
    }

    @Override
    public void billKept(JobId job, int index, NodeId seller, CaseFile evidence, long nowMillis) {
        write(
                "evidence of a bill",
                () -> keep(job, index, seller, evidence, nowMillis, 1, BILLS_MAX, BILLS_OF_SELLER_MAX));
    }

    /** @param most of this kind, bills or others, that are kept of one job, and {@code ofSellerMost} of one seller in it */
    private int keep(
            JobId job,
            int index,
            NodeId seller,
            CaseFile evidence,
            long nowMillis,
            int bill,
            int most,
            int ofSellerMost)
            throws SQLException {
        return database.update(
                "INSERT INTO case_file(job, idx, seller, content, at_millis, bill) SELECT ?1, ?2, ?3, ?4, ?5, ?6"
                        + " WHERE (SELECT count(*) FROM case_file WHERE job = ?1 AND bill = ?6) < ?7"
                        + " AND (SELECT count(*) FROM case_file WHERE job = ?1 AND bill = ?6 AND seller = ?3) < ?8",
                number(job),
                index,
                seller.toBytes(),
                evidence.toByteArray(),
                nowMillis,
                bill,
                most,
                ofSellerMost);
    }

    @Override
    public void workKept(JobId job, int index, Work work) {
        byte[] content = content(work);
        if (content.length > WORK_BYTES_MAX) {
            return;
        }
        write(
                "what evidence is about",
                () -> database.update(
                        "INSERT OR IGNORE INTO kept_work(job, idx, content) SELECT ?1, ?2, ?3"
                                + " WHERE (SELECT coalesce(sum(length(content)), 0) FROM kept_work WHERE job = ?1) + length(?3) <= ?4",
                        number(job),
                        index,
                        content,
                        WORKS_BYTES_MAX));
    }

    @Override
    public Map<NodeId, SignedStatement> signedResults(JobId job, int index, Digest answer) {
        Map<NodeId, SignedStatement> results = new LinkedHashMap<>();
        try {
            database.query(
                    "SELECT seller, evidence FROM vote WHERE job = ? AND idx = ? AND answer = ? AND length(seller) > 0",
                    row -> results.put(NodeId.fromBytes(row.getBytes(1)), signed(row.getBytes(2))),
                    number(job),
                    index,
                    answer.toBytes());
            return results;
        } catch (SQLException e) {
            throw new StoreException("cannot read signed results", e);
        }
    }

    private static SignedStatement signed(byte[] evidence) {
        try {
            return SignedStatement.parseFrom(evidence);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("the journal is damaged", e);
        }
    }

    @Override
    public Optional<ByteString> output(JobId job, int index, Digest answer) {
        try {
            return database
                    .query(
                            "SELECT output FROM vote WHERE job = ? AND idx = ? AND answer = ? AND output IS NOT NULL LIMIT 1",
                            row -> ByteString.copyFrom(row.getBytes(1)),
                            number(job),
                            index,
                            answer.toBytes())
                    .stream()
                    .findFirst();
        } catch (SQLException e) {
            throw new StoreException("cannot read an output", e);
        }
    }

    @Override
    public void promiseEnded(JobId job, ErrorBound.Standing standing) {
        write("how a promise ended", () -> {
            database.update(
                    "UPDATE job SET bound = ?, votes_expected = ?, checks = ?, conflicts = ?, computed = ? WHERE number = ?",
                    standing.bound(),
                    standing.votesExpected(),
                    standing.checks(),
                    standing.conflicts(),
                    standing.computed(),
                    number(job));
            database.update("DELETE FROM rule_input WHERE job = ?", number(job));
        });
    }

    @Override
    public void clustersLearned(Map<String, Double> passed) {
        write("what clusters have passed", () -> {
            for (Map.Entry<String, Double> one : passed.entrySet()) {
                database.update(
                        "INSERT OR REPLACE INTO cluster(name, passed) VALUES (?,?)", one.getKey(), one.getValue());
            }
        });
    }

    @Override
    public void voteJudged(JobId job, int index, NodeId seller, Judgement judgement, Credits paid) {
        write(
                "a judgement",
                () -> database.update(
                        "UPDATE vote SET judgement = ?, paid = ? WHERE job = ? AND idx = ? AND seller = ? AND judgement = 0",
                        judgement.number(),
                        paid.micro(),
                        number(job),
                        index,
                        seller.toBytes()));
    }

    @Override
    public void fragmentEnded(JobId job, int index, Fragment.Phase phase, long sequence, @Nullable Digest answer) {
        write("a fragment's end", () -> {
            byte[] accepted = answer == null ? null : answer.toBytes();
            // What was asked is not needed any more; it can be large.
            database.update(
                    "UPDATE fragment SET phase = ?, sequence = ?, answer = ?, content = x'' WHERE job = ? AND idx = ?",
                    phase.number(),
                    sequence,
                    accepted,
                    number(job),
                    index);
            database.update(
                    "UPDATE vote SET output = NULL, error = NULL"
                            + " WHERE job = ? AND idx = ? AND answer IS NOT ? AND output IS NOT NULL",
                    number(job),
                    index,
                    accepted);
        });
    }

    @Override
    public void sellerBarred(NodeId seller, String reason, long nowMillis) {
        write("a barred seller", () -> {
            database.update(
                    "INSERT OR REPLACE INTO barred(seller, reason, at_millis) VALUES (?,?,?)",
                    seller.toBytes(),
                    reason,
                    nowMillis);
            database.update(
                    "UPDATE vote SET judgement = ? WHERE seller = ? AND judgement = 0",
                    Judgement.DROPPED.number(),
                    seller.toBytes());
        });
    }

    @Override
    public void jobEnded(JobId job, JobPhase phase, String note, long nowMillis) {
        write(
                "a job's end",
                () -> database.update(
                        "UPDATE job SET phase = ?, note = ?, input_closed = 1, ended_at_millis = ? WHERE number = ?",
                        phase.number(),
                        note,
                        nowMillis,
                        number(job)));
    }

    @Override
    public void bidClosed(JobId job) {
        write("a closed bid", () -> {
            database.update("UPDATE job SET bid_open = 0 WHERE id = ?", (Object)
                    job.id().toBytes());
            numbers.remove(job);
            specs.remove(job);
        });
    }

    @Override
    public Credits owed(LeaseId lease) {
        try {
            return Credits.ofMicro(
                    database.queryLong("SELECT coalesce(sum(paid), 0) FROM vote WHERE lease = ?", (Object)
                            lease.id().toBytes()));
        } catch (SQLException e) {
            throw new StoreException("cannot read what a lease is owed", e);
        }
    }

    @Override
    public Work work(JobId job, int index) {
        JobSpec spec = specs.get(job);
        if (spec == null) {
            throw new IllegalStateException("unknown job " + job);
        }
        try {
            byte[] content = database.query(
                            "SELECT content FROM fragment WHERE job = ? AND idx = ?",
                            row -> row.getBytes(1),
                            number(job),
                            index)
                    .get(0);
            return work(spec, content);
        } catch (SQLException e) {
            throw new StoreException("cannot read a fragment", e);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the journal's fragment " + index + " of job " + job + " is damaged", e);
        }
    }

    private long number(JobId job) {
        Long number = numbers.get(job);
        if (number == null) {
            throw new IllegalStateException("the journal does not know the job " + job);
        }
        return number;
    }
}

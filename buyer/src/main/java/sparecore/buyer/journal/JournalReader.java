package sparecore.buyer.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.evidence.KeptCase;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.wire.CaseFile;
import sparecore.wire.ResultStatement;
import sparecore.wire.SignedStatement;

/** Reads ended fragments and jobs, beside the engine's writing. A connection of its own; one thread at a time enters. */
public final class JournalReader implements AutoCloseable {
    private static final String ENDED = "SELECT f.idx, f.sequence, f.phase, v.evidence, v.output, v.error,"
            + " coalesce(length(v.output), 0) + coalesce(length(v.error), 0) AS size,"
            + " (SELECT coalesce(sum(paid), 0) FROM vote x WHERE x.job = f.job AND x.idx = f.idx) AS paid,"
            + " (SELECT count(*) FROM vote x WHERE x.job = f.job AND x.idx = f.idx) AS replicas"
            + " FROM job j JOIN fragment f ON f.job = j.number"
            + " LEFT JOIN vote v ON v.rowid = (SELECT w.rowid FROM vote w WHERE w.job = f.job"
            + "   AND w.idx = f.idx AND w.answer = f.answer AND w.output IS NOT NULL LIMIT 1)"
            + " WHERE j.id = ? AND f.sequence > ? ORDER BY f.sequence LIMIT ?";

    private final Database database;

    public JournalReader(Path file) {
        this.database = Recovery.open(file);
    }

    /**
     * An ended fragment.
     *
     * @param result what was accepted; null if it was abandoned
     */
    public record Ended(
            int index,
            long sequence,
            @Nullable RunResult result,
            byte[] output,
            byte[] error,
            long cpuMicros,
            long paid,
            int replicas) {}

    /**
     * The next ended fragments after this position, in the order in which they ended.
     *
     * @param mostBytes of output in all; the first one comes whatever its size
     */
    public synchronized List<Ended> ended(JobId job, long after, int most, long mostBytes) {
        Room room = new Room(mostBytes);
        try {
            return database.queryWhile(
                    ENDED, JournalReader::ended, room::takes, job.id().toBytes(), after, most);
        } catch (SQLException e) {
            throw new StoreException("cannot read results", e);
        }
    }

    /** Counts the bytes of what has been read. */
    private static final class Room {
        private final long most;
        private long taken;

        Room(long most) {
            this.most = most;
        }

        boolean takes(ResultSet row) throws SQLException {
            boolean first = taken == 0;
            taken += 1 + row.getLong("size");
            return first || taken <= most;
        }
    }

    private static Ended ended(ResultSet row) throws SQLException {
        byte[] evidence = row.getBytes("evidence");
        RunResult result =
                row.getInt("phase") == Fragment.Phase.ACCEPTED.number() && evidence != null ? parse(evidence) : null;
        return new Ended(
                row.getInt("idx"),
                row.getLong("sequence"),
                result,
                result == null ? new byte[0] : row.getBytes("output"),
                result == null ? new byte[0] : row.getBytes("error"),
                result == null ? 0 : result.cpuMicros(),
                row.getLong("paid"),
                row.getInt("replicas"));
    }

    /** The evidence was verified before it was written. */
    private static RunResult parse(byte[] evidence) {
        try {
            return RunResult.fromWire(ResultStatement.parseFrom(
                    SignedStatement.parseFrom(evidence).getStatement()));
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("the journal is damaged", e);
        }
    }

    /** A job as the journal knows it, ended or not; its fragments and votes are left out. */
    public synchronized Optional<Job> job(JobId id) {
        try {
            record Row(long number, JobSpec spec) {}
            List<Row> rows = database.query(
                    "SELECT * FROM job WHERE id = ?",
                    row -> new Row(row.getLong("number"), Recovery.spec(row)),
                    (Object) id.id().toBytes());
            return rows.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Recovery.counted(
                            database, rows.get(0).number(), rows.get(0).spec()));
        } catch (SQLException e) {
            throw new StoreException("cannot read a job", e);
        }
    }

    /** The programs of jobs that have not ended. */
    public synchronized Set<Digest> openPrograms() {
        try {
            return Set.copyOf(database.query(
                    "SELECT DISTINCT program FROM job WHERE ended_at_millis IS NULL",
                    row -> Digest.fromBytes(row.getBytes(1))));
        } catch (SQLException e) {
            throw new StoreException("cannot read jobs", e);
        }
    }

    /** The latest jobs, newest first. */
    public synchronized List<JobId> latest(int most) {
        try {
            return database.query(
                    "SELECT id FROM job ORDER BY number DESC LIMIT ?",
                    row -> new JobId(Id.fromBytes(row.getBytes(1))),
                    most);
        } catch (SQLException e) {
            throw new StoreException("cannot read jobs", e);
        }
    }

    /** The latest evidence against sellers, first; each assignment in it without the buyer's signature, or, if it is old, missing. */
    public synchronized List<KeptCase> cases(int most) {
        try {
            return database.query(
                    "SELECT rowid, at_millis, content FROM case_file ORDER BY rowid DESC LIMIT ?",
                    row -> new KeptCase(row.getLong(1), row.getLong(2), caseFile(row.getBytes(3))),
                    most);
        } catch (SQLException e) {
            throw new StoreException("cannot read evidence", e);
        }
    }

    /** What the evidence of this number is about; nothing if there is none, or it was not kept. */
    public synchronized Optional<Work> disputedWork(long number) {
        try {
            return database
                    .query(
                            "SELECT j.*, k.content FROM case_file c JOIN kept_work k ON k.job = c.job AND k.idx = c.idx"
                                    + " JOIN job j ON j.number = c.job WHERE c.rowid = ?",
                            row -> work(Recovery.spec(row), row.getBytes("content")),
                            number)
                    .stream()
                    .findFirst();
        } catch (SQLException e) {
            throw new StoreException("cannot read what evidence is about", e);
        }
    }

    private static Work work(JobSpec spec, byte[] content) {
        try {
            return SqliteJournal.work(spec, content);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("the journal is damaged", e);
        }
    }

    private static CaseFile caseFile(byte[] content) {
        try {
            return CaseFile.parseFrom(content);
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException("the journal is damaged", e);
        }
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}

package sparecore.buyer.jobs;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import sparecore.api.buyer.AmendJobRequest;
import sparecore.api.buyer.BuyerGrpc;
import sparecore.api.buyer.BuyerStatus;
import sparecore.api.buyer.EventsRequest;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentInput;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.GetStatusRequest;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobEvent;
import sparecore.api.buyer.JobReference;
import sparecore.api.buyer.ListJobsRequest;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ResultsRequest;
import sparecore.api.buyer.SetBudgetRequest;
import sparecore.api.buyer.SubmitRequest;
import sparecore.content.Digest;
import sparecore.home.DataFolder;
import sparecore.local.LocalChannel;
import sparecore.sandbox.Program;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * Talks to the buyer daemon of this user. Calls wait for their answer. What the daemon refuses, and that there is none, comes as a
 * {@link Failure}. What the daemon has acknowledged is on its disk. Any thread.
 */
public final class BuyerClient implements AutoCloseable {
    /** Every call but the streams of a job answers at once: a daemon that takes this long hangs. */
    private static final long ANSWER_SECONDS = 60;

    private final Path socket;
    private final LocalChannel channel;
    private final BuyerGrpc.BuyerBlockingStub blocking;
    private final BuyerGrpc.BuyerStub streaming;

    private BuyerClient(Path socket, LocalChannel channel) {
        this.socket = socket;
        this.channel = channel;
        this.blocking = BuyerGrpc.newBlockingStub(channel.channel());
        this.streaming = BuyerGrpc.newStub(channel.channel());
    }

    /** The folder of the buyer daemon that runs here unless told otherwise. */
    public static Path defaultFolder() {
        return DataFolder.home().resolve("buyer");
    }

    /** @param folder the daemon's data folder */
    public static BuyerClient open(Path folder) {
        Path socket = DataFolder.socketIn(folder);
        return new BuyerClient(socket, LocalChannel.open(socket));
    }

    public BuyerStatus status() {
        return call(() -> answering().getStatus(GetStatusRequest.getDefaultInstance()));
    }

    /**
     * Gives the daemon a program and its input files.
     *
     * @return its digest
     * @throws Failure also if an input file cannot be read, or is not any more what it was when the program was packed
     */
    public Digest upload(Program program) {
        PartStream<ProgramPart, sparecore.api.buyer.ProgramReference> parts =
                new PartStream<>(new ProgramPieces(program.file()));
        Digest digest = call(() -> {
            streaming.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).uploadProgram(parts);
            return Digest.fromBytes(parts.answer().getDigest().toByteArray());
        });
        if (!digest.toHex().equals(program.sha256())) {
            throw new Failure(ExitCode.USAGE, "an input file was changed while it was being sent: try again");
        }
        return digest;
    }

    public Job submit(SubmitRequest request) {
        return call(() -> answering().submit(request));
    }

    /** Adds fragments; when this returns they are on the daemon's disk. */
    public void add(ByteString job, List<FragmentInput> fragments, boolean last) {
        FragmentBatch batch = FragmentBatch.newBuilder()
                .setJob(job)
                .addAllFragments(fragments)
                .setLast(last)
                .build();
        call(() -> {
            PartStream<FragmentBatch, sparecore.api.buyer.Added> parts =
                    new PartStream<>(List.of(batch).iterator());
            streaming.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS).addFragments(parts);
            return parts.answer();
        });
    }

    /** A job's results from a cursor; see {@link ResultStream} for one that survives the daemon's restart. */
    Iterator<FragmentResults> results(ByteString job, long after) {
        return blocking.results(
                ResultsRequest.newBuilder().setJob(job).setAfter(after).build());
    }

    /** What happens to a job, until its end. */
    public Iterator<JobEvent> events(ByteString job) {
        return blocking.events(EventsRequest.newBuilder().setJob(job).build());
    }

    /** What has happened to a job so far, as far as the daemon remembers. */
    public List<JobEvent> eventsSoFar(ByteString job) {
        return call(() -> {
            List<JobEvent> events = new ArrayList<>();
            answering()
                    .events(EventsRequest.newBuilder()
                            .setJob(job)
                            .setSoFar(true)
                            .build())
                    .forEachRemaining(events::add);
            return events;
        });
    }

    public Job job(ByteString job) {
        return call(() -> answering().getJob(reference(job)));
    }

    public List<Job> jobs() {
        return call(
                () -> answering().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList());
    }

    public Job amend(AmendJobRequest request) {
        return call(() -> answering().amendJob(request));
    }

    public BuyerStatus setBudget(SetBudgetRequest request) {
        return call(() -> answering().setBudget(request));
    }

    public Job cancel(ByteString job) {
        return call(() -> answering().cancelJob(reference(job)));
    }

    private BuyerGrpc.BuyerBlockingStub answering() {
        return blocking.withDeadlineAfter(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private static JobReference reference(ByteString job) {
        return JobReference.newBuilder().setJob(job).build();
    }

    private <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw Refusals.explain(e, socket);
        }
    }

    /** What the daemon's refusal means. */
    Failure explain(StatusRuntimeException refusal) {
        return Refusals.explain(refusal, socket);
    }

    /** Whether {@link #close} was called, after which calls fail as if the daemon had gone away. */
    boolean isClosed() {
        return channel.channel().isShutdown();
    }

    /** Makes the next call try to connect at once, where gRPC would wait longer and longer. */
    public void reconnect() {
        channel.channel().resetConnectBackoff();
    }

    @Override
    public void close() {
        channel.close();
    }
}

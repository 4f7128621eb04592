package sparecore.buyer.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.api.buyer.Added;
import sparecore.api.buyer.BuyerGrpc;
import sparecore.api.buyer.EventsRequest;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentInput;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.FragmentState;
import sparecore.api.buyer.GetStatusRequest;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobReference;
import sparecore.api.buyer.JobState;
import sparecore.api.buyer.ListJobsRequest;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ProgramReference;
import sparecore.api.buyer.ResultsRequest;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.home.BrokerAddress;
import sparecore.link.Link;
import sparecore.local.LocalChannel;
import sparecore.sandbox.elf.RawElf;
import sparecore.terminal.Failure;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;

/** A whole buyer daemon, its local API on one side and a fake broker and fake sellers on real links on the other. */
class BuyerDaemonTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final ByteString JOB = Samples.jobId(1).toWire();

    @TempDir
    private Path folder;

    private final AtomicReference<Throwable> broken = new AtomicReference<>();
    private FakePeers peers;
    private BuyerDaemon daemon;
    private LocalChannel channel;

    @BeforeEach
    void start() throws IOException {
        peers = new FakePeers();
        open(peers.address());
    }

    private void open(BrokerAddress broker) throws IOException {
        daemon = BuyerDaemon.start(folder.resolve("b"), broker, Clock.systemUTC(), new SecureRandom(), broken::set);
        channel = LocalChannel.open(daemon.socket());
    }

    @AfterEach
    void stop() {
        channel.close();
        daemon.close();
        peers.close();
        assertThat(broken.get()).isNull();
    }

    private BuyerGrpc.BuyerBlockingStub api() {
        return BuyerGrpc.newBlockingStub(channel.channel()).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    /** A program as the shelf holds it; what it does is up to the fake sellers. */
    private ByteString program() throws IOException {
        byte[] content = RawElf.of(new byte[520_000]);
        new ProgramShelf(folder.resolve("b/programs"), ProgramShelf.BYTES_DEFAULT, Clock.systemUTC()).keepPart(content);
        return ByteString.copyFrom(Digest.of(content).toBytes());
    }

    private SubmitRequest.Builder request(int replicas) throws IOException {
        return SubmitRequest.newBuilder()
                .setRequestId(JOB)
                .setName("test")
                .setProgram(program())
                .setReplicas(replicas)
                .setPriceMost(1_000_000)
                .setCap(10_000_000)
                .setMemoryBytes(64 << 20)
                .setCpuSeconds(10)
                .setOutputBytes(1 << 20);
    }

    private static FragmentBatch batch(int first, int count, boolean last) {
        FragmentBatch.Builder batch = FragmentBatch.newBuilder().setJob(JOB).setLast(last);
        for (int index = first; index < first + count; index++) {
            batch.addFragments(FragmentInput.newBuilder()
                    .setIndex(index)
                    .addArguments(ByteString.copyFromUtf8("x"))
                    .setInput(ByteString.copyFromUtf8("input " + index)));
        }
        return batch.build();
    }

    private int add(FragmentBatch... batches) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        StreamObserver<FragmentBatch> to = BuyerGrpc.newStub(channel.channel()).addFragments(new StreamObserver<>() {
            @Override
            public void onNext(Added added) {
                answer.complete(added.getFragments());
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        });
        for (FragmentBatch batch : batches) {
            to.onNext(batch);
        }
        to.onCompleted();
        try {
            return answer.join();
        } catch (java.util.concurrent.CompletionException e) {
            throw (StatusRuntimeException) e.getCause();
        }
    }

    private List<FragmentResult> results(long after) {
        List<FragmentResult> results = new ArrayList<>();
        api().results(ResultsRequest.newBuilder().setJob(JOB).setAfter(after).build())
                .forEachRemaining(message -> results.addAll(message.getResultsList()));
        return results;
    }

    private Job job() {
        return api().getJob(JobReference.newBuilder().setJob(JOB).build());
    }

    private static void assertRefused(Status.Code code, String why, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).isEqualTo(code);
            assertThat(e.getStatus().getDescription()).contains(why);
        });
    }

    @Test
    void runsAJobFromProgramToResultsAndPays() throws Exception {
        peers.seller(Samples.seller(1), FakePeers::honest);
        peers.seller(Samples.seller(2), FakePeers::honest);
        api().submit(request(2).build());
        assertThat(add(batch(0, 30, false), batch(30, 20, true))).isEqualTo(50);
        List<FragmentResult> results = results(0);
        assertThat(results).hasSize(50).allMatch(one -> one.getState() == FragmentState.FRAGMENT_STATE_ACCEPTED);
        for (FragmentResult one : results) {
            assertThat(one.getOutput().toStringUtf8()).isEqualTo("INPUT " + one.getIndex());
            assertThat(one.getReplicas()).isGreaterThanOrEqualTo(2);
        }
        await("both leases have ended", () -> peers.count(Frame.BodyCase.END_LEASE) >= 2);
        await("the bid is closed", () -> peers.count(Frame.BodyCase.CANCEL_BID) >= 1);
        assertThat(peers.count(Frame.BodyCase.END_LEASE)).isEqualTo(2);
        assertThat(job().getState()).isEqualTo(JobState.JOB_STATE_DONE);
        assertThat(job().getSpent()).isEqualTo(100 * 1_000);
        assertThat(results(48)).hasSize(2);
        assertThat(api().listJobs(ListJobsRequest.getDefaultInstance()).getJobsList())
                .hasSize(1);
        List<String> kinds = new ArrayList<>();
        api().events(EventsRequest.newBuilder().setJob(JOB).build())
                .forEachRemaining(event -> kinds.add(event.getKind()));
        assertThat(kinds).startsWith("submitted").endsWith("ended").contains("seller_joined", "bid_placed");
    }

    @Test
    void givesTheSameJobForTheSameRequestAlsoWhenItHasEnded() throws Exception {
        peers.seller(Samples.seller(1), FakePeers::honest);
        api().submit(request(1).build());
        api().submit(request(1).build());
        add(batch(0, 1, true));
        results(0);
        await("the bid is closed", () -> peers.count(Frame.BodyCase.CANCEL_BID) >= 1);
        for (int i = 0; i < 20; i++) {
            assertThat(api().submit(request(1).build()).getState()).isEqualTo(JobState.JOB_STATE_DONE);
        }
        assertThat(peers.count(Frame.BodyCase.PLACE_BID)).isEqualTo(1);
    }

    @Test
    void goesOnWithAJobAfterARestart() throws Exception {
        api().submit(request(1).build());
        add(batch(0, 10, true));
        channel.close();
        daemon.close();
        peers.seller(Samples.seller(1), FakePeers::honest);
        open(peers.address());
        assertThat(results(0)).hasSize(10);
    }

    @Test
    void endsTheLinkOfASellerThatCheatsInItsFrames() throws Exception {
        peers.seller(
                Samples.seller(1),
                (assignment, lease, key) ->
                        FakePeers.done(assignment, lease, Samples.seller(9), ByteString.EMPTY, ByteString.EMPTY));
        peers.seller(
                Samples.seller(2),
                (assignment, lease, key) ->
                        FakePeers.done(assignment, Samples.leaseId(99), key, ByteString.EMPTY, ByteString.EMPTY));
        peers.seller(
                Samples.seller(3),
                (assignment, lease, key) -> FakePeers.done(
                        assignment, lease, key, ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("b")));
        peers.seller(
                Samples.seller(4),
                (assignment, lease, key) -> Frame.newBuilder()
                        .setLeaseEnded(
                                sparecore.wire.LeaseEnded.newBuilder().setLeaseId(ByteString.copyFromUtf8("short"))));
        peers.seller(Samples.seller(5), FakePeers::honest);
        api().submit(request(1).build());
        add(batch(0, 20, true));
        assertThat(results(0))
                .hasSize(20)
                .allMatch(one -> one.getOutput().toStringUtf8().equals("INPUT " + one.getIndex()));
        assertThat(job().getSellerRecordsList()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(job().getSpent()).isEqualTo(20 * 1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "",
                "127.0.0.1:0",
                "127.0.0.1:99999",
                "no-such-host.invalid:5",
                "[::1:5",
                "127.0.0.1:1"
            })
    void passesOverASellerThatCannotBeDialled(String address) throws Exception {
        peers.sellerAddress = real -> address;
        peers.seller(Samples.seller(1), FakePeers::honest);
        api().submit(request(1).build());
        add(batch(0, 1, true));
        await(
                "the lease is there",
                () -> api().getStatus(GetStatusRequest.getDefaultInstance()).getLeases() == 1);
        assertThat(api().cancelJob(JobReference.newBuilder().setJob(JOB).build())
                        .getState())
                .isEqualTo(JobState.JOB_STATE_CANCELLED);
        assertThat(results(0)).singleElement().matches(one -> one.getState() == FragmentState.FRAGMENT_STATE_ABANDONED);
    }

    @Test
    void takesTheBrokersMalformedAndForgedWordsForTheEndOfTheLink() throws Exception {
        await(
                "the broker is there",
                () -> api().getStatus(GetStatusRequest.getDefaultInstance()).getBrokerConnected());
        for (Frame.Builder bad : List.of(
                Frame.newBuilder().setLeaseEnded(sparecore.wire.LeaseEnded.getDefaultInstance()),
                Frame.newBuilder().setLeaseMatched(sparecore.wire.LeaseMatched.getDefaultInstance()),
                Frame.newBuilder().setDone(sparecore.wire.Done.getDefaultInstance()))) {
            await("connected", () -> peers.buyer != null);
            Link link = Objects.requireNonNull(peers.buyer);
            link.send(bad);
            await("ended", () -> peers.buyer != link);
        }
        api().submit(request(1).build());
    }

    @Test
    void refusesWhatCannotBe() throws Exception {
        ByteString unknown = Samples.jobId(99).toWire();
        assertRefused(
                Status.Code.NOT_FOUND,
                "no job",
                () -> api().getJob(JobReference.newBuilder().setJob(unknown).build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "no job",
                () -> api().cancelJob(JobReference.newBuilder().setJob(unknown).build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "no job",
                () -> api().results(ResultsRequest.newBuilder().setJob(unknown).build())
                        .forEachRemaining(one -> {}));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "16 bytes",
                () -> api().events(EventsRequest.newBuilder()
                                .setJob(ByteString.copyFromUtf8("x"))
                                .build())
                        .forEachRemaining(one -> {}));
        SubmitRequest good = request(1).build();
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "replicas",
                () -> api().submit(good.toBuilder().setReplicas(10).build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "not for both",
                () -> api().submit(good.toBuilder().setError(1e-3).build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "error",
                () -> api().submit(good.toBuilder().setReplicas(0).setError(0.5).build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "price",
                () -> api().submit(good.toBuilder().setPriceMost(-1).build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "cap",
                () -> api().submit(good.toBuilder().setCap(-1).build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "upload it first",
                () -> api().submit(good.toBuilder()
                        .setProgram(ByteString.copyFrom(new byte[32]))
                        .build()));
        assertRefused(Status.Code.INVALID_ARGUMENT, "no running job", () -> add(batch(0, 1, true)));
        api().submit(good);
        assertRefused(Status.Code.INVALID_ARGUMENT, "fragment 1", () -> add(batch(1, 1, true)));
        FragmentBatch gap = batch(0, 2, false).toBuilder()
                .setFragments(1, batch(5, 1, false).getFragments(0))
                .build();
        assertRefused(Status.Code.INVALID_ARGUMENT, "without gaps", () -> add(gap));
        assertThat(job().getFragments()).isZero();
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "arguments",
                () -> add(FragmentBatch.newBuilder()
                        .setJob(JOB)
                        .addFragments(FragmentInput.getDefaultInstance())
                        .build()));
        add(batch(0, 1, true));
        assertRefused(Status.Code.INVALID_ARGUMENT, "end of the input", () -> add(batch(1, 1, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "#!/bin/sh\necho hello\n", "\u007fELF and then nothing"})
    void refusesWhatIsNoProgram(String content) {
        CompletableFuture<ProgramReference> answer = new CompletableFuture<>();
        StreamObserver<ProgramPart> to = BuyerGrpc.newStub(channel.channel()).uploadProgram(new StreamObserver<>() {
            @Override
            public void onNext(ProgramReference reference) {
                answer.complete(reference);
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {}
        });
        to.onNext(ProgramPart.newBuilder()
                .setData(ByteString.copyFromUtf8(content))
                .build());
        to.onCompleted();
        assertThatThrownBy(answer::join)
                .rootCause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }

    @Test
    void saysWhoGivesCreditsWhenThereAreNone() throws Exception {
        await(
                "the broker is there",
                () -> api().getStatus(GetStatusRequest.getDefaultInstance()).getBrokerConnected());
        peers.available = 0;
        SubmitRequest all = request(1).setCap(0).build();
        assertRefused(
                Status.Code.FAILED_PRECONDITION, "sparecore broker credit " + daemon.id(), () -> api().submit(all));
        peers.refusal = RefusalReason.REFUSAL_REASON_NO_CREDITS;
        api().submit(request(1).build());
        await("failed", () -> job().getState() == JobState.JOB_STATE_FAILED);
        assertThat(job().getNote()).contains("ask the operator for credits");
    }

    @Test
    void asksABusyBrokerAgain() throws Exception {
        await(
                "the broker is there",
                () -> api().getStatus(GetStatusRequest.getDefaultInstance()).getBrokerConnected());
        peers.refusal = RefusalReason.REFUSAL_REASON_BUSY;
        api().submit(request(1).build());
        await("asked again", () -> peers.count(Frame.BodyCase.PLACE_BID) >= 2);
        assertThat(job().getState()).isEqualTo(JobState.JOB_STATE_RUNNING);
    }

    @Test
    void answersWithoutABroker() throws Exception {
        peers.close();
        await(
                "the broker is gone",
                () -> !api().getStatus(GetStatusRequest.getDefaultInstance()).getBrokerConnected());
        assertThat(api().getStatus(GetStatusRequest.getDefaultInstance()).getNote())
                .isNotEmpty();
        SubmitRequest all = request(1).setCap(0).build();
        assertRefused(Status.Code.UNAVAILABLE, "start the broker, or set a cap", () -> api().submit(all));
        api().submit(request(1).build());
        await("it says what it waits for", () -> job().getNote().startsWith("waiting for the broker: "));
    }

    @Test
    void letsACallerLeaveAndComeBack() throws Exception {
        api().submit(request(1).build());
        add(batch(0, 5, false));
        LocalChannel first = LocalChannel.open(daemon.socket());
        Iterator<FragmentResults> left = BuyerGrpc.newBlockingStub(first.channel())
                .results(ResultsRequest.newBuilder().setJob(JOB).build());
        first.close();
        assertThatThrownBy(left::hasNext).isInstanceOf(StatusRuntimeException.class);
        peers.seller(Samples.seller(1), FakePeers::honest);
        await("the broker is there", () -> peers.buyer != null);
        Objects.requireNonNull(peers.buyer).close("matched anew on return");
        add(batch(5, 1, true));
        assertThat(results(0)).hasSize(6);
    }

    @Test
    void holdsItsFolderAlone() {
        assertThatThrownBy(() -> BuyerDaemon.start(
                        folder.resolve("b"), peers.address(), Clock.systemUTC(), new SecureRandom(), broken::set))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("in use by another process");
    }

    @Test
    void refusesADamagedJournalWithAFailure() throws Exception {
        channel.close();
        daemon.close();
        Files.write(folder.resolve("b/journal.db"), new byte[9_000]);
        Files.deleteIfExists(folder.resolve("b/journal.db-wal"));
        assertThatThrownBy(() -> open(peers.address()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("journal.db");
        Files.delete(folder.resolve("b/journal.db"));
        open(peers.address());
    }

    /** All inputs together are larger than what may ever wait on a link ({@link sparecore.link.LinkLimits}). */
    @Test
    void sendsLargeInputsNoFasterThanTheyAreTaken() throws Exception {
        int fragments = 12;
        ByteString taken = ByteString.copyFromUtf8("taken");
        peers.seller(
                Samples.seller(1), (assignment, lease, key) -> FakePeers.done(assignment, lease, key, taken, taken));
        api().submit(request(1).build());
        byte[] large = new byte[3 << 20];
        for (int index = 0; index < fragments; index++) {
            add(FragmentBatch.newBuilder()
                    .setJob(JOB)
                    .setLast(index == fragments - 1)
                    .addFragments(FragmentInput.newBuilder()
                            .setIndex(index)
                            .addArguments(ByteString.copyFromUtf8("x"))
                            .setInput(ByteString.copyFrom(large)))
                    .build());
        }
        assertThat(results(0))
                .hasSize(fragments)
                .allMatch(one -> one.getOutput().equals(taken));
        assertThat(api().events(EventsRequest.newBuilder().setJob(JOB).build()))
                .toIterable()
                .noneMatch(event -> event.getKind().equals("seller_lost"));
    }
}

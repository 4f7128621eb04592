package sparecore.buyer.api;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.Added;
import sparecore.api.buyer.BuyerGrpc;
import sparecore.api.buyer.BuyerStatus;
import sparecore.api.buyer.EventsRequest;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentState;
import sparecore.api.buyer.GetStatusRequest;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobEvent;
import sparecore.api.buyer.JobList;
import sparecore.api.buyer.JobReference;
import sparecore.api.buyer.ListJobsRequest;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ProgramReference;
import sparecore.api.buyer.ResultsRequest;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.buyer.market.BrokerLink;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.vote.Quorum;
import sparecore.wire.Account;

/** The local API. Calls run on gRPC's threads and may wait for the engine. */
public final class BuyerService extends BuyerGrpc.BuyerImplBase {
    private static final int RESULTS_AT_ONCE = 256;
    private static final int JOBS_LISTED_MAX = 100;
    private static final long CHECK_MILLIS = 1_000;
    private static final long THROTTLE_MILLIS = 20;
    private static final int SLOTS_BY_DEFAULT = 16;

    private final NodeId self;
    private final Inbox inbox;
    private final JournalReader reader;
    private final ProgramShelf programs;
    private final BrokerLink broker;
    private final Watch watch;
    private final Executor streams;

    /** @param streams runs the calls that stream until their job ends, one thread each */
    public BuyerService(
            NodeId self,
            Inbox inbox,
            JournalReader reader,
            ProgramShelf programs,
            BrokerLink broker,
            Watch watch,
            Executor streams) {
        this.self = self;
        this.inbox = inbox;
        this.reader = reader;
        this.programs = programs;
        this.broker = broker;
        this.watch = watch;
        this.streams = streams;
    }

    @Override
    public StreamObserver<ProgramPart> uploadProgram(StreamObserver<ProgramReference> reply) {
        return new StreamObserver<>() {
            private final ByteArrayOutputStream content = new ByteArrayOutputStream();
            private boolean failed;

            @Override
            public void onNext(ProgramPart part) {
                if (!failed && (long) content.size() + part.getData().size() > Program.PROGRAM_BYTES_MAX) {
                    failed = true;
                    reply.onError(invalid("the program is larger than " + Program.PROGRAM_BYTES_MAX + " bytes"));
                }
                if (!failed) {
                    content.writeBytes(part.getData().toByteArray());
                }
            }

            @Override
            public void onError(Throwable left) {
                failed = true;
            }

            @Override
            public void onCompleted() {
                if (!failed) {
                    answer(reply, () -> keep(content.toByteArray()));
                }
            }
        };
    }

    private ProgramReference keep(byte[] content) throws IOException {
        try {
            Program.parse(content);
        } catch (BadProgramException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return ProgramReference.newBuilder()
                .setDigest(ByteString.copyFrom(programs.put(content).toBytes()))
                .setSizeBytes(content.length)
                .build();
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<Job> reply) {
        answer(reply, () -> {
            JobSpec spec = spec(request);
            if (!programs.has(spec.program())) {
                throw new IllegalArgumentException("unknown program " + spec.program() + ": upload it first");
            }
            return ask(core -> view(core, core.submit(spec)));
        });
    }

    private JobSpec spec(SubmitRequest request) throws InterruptedException {
        Credits cap = request.getCap() == 0 ? all() : Credits.ofMicro(request.getCap());
        return new JobSpec(
                JobId.fromWire(request.getRequestId()),
                request.getName(),
                Digest.fromBytes(request.getProgram().toByteArray()),
                new Quorum(request.getReplicas()),
                new Price(request.getPriceMost()),
                cap,
                RunLimits.of(request.getMemoryBytes(), request.getCpuSeconds(), request.getOutputBytes()),
                request.getSlots() == 0 ? SLOTS_BY_DEFAULT : request.getSlots());
    }

    /** All that the account has; only the broker knows. */
    private Credits all() {
        Account account;
        try {
            account = broker.account().join();
        } catch (CompletionException e) {
            throw new StatusRuntimeException(
                    Status.UNAVAILABLE.withDescription("cannot ask the broker what the account holds (" + broker.note()
                            + "): start the broker, or set a cap"));
        }
        if (account.getAvailable() <= 0) {
            throw new StatusRuntimeException(Status.FAILED_PRECONDITION.withDescription(
                    "the account of this buyer holds no credits: the operator adds some with `sparecore broker credit "
                            + self + " AMOUNT`"));
        }
        return Credits.ofMicro(account.getAvailable());
    }

    @Override
    public StreamObserver<FragmentBatch> addFragments(StreamObserver<Added> reply) {
        return new StreamObserver<>() {
            private int added;
            private boolean failed;

            @Override
            public void onNext(FragmentBatch batch) {
                if (failed) {
                    return;
                }
                try {
                    added += add(batch);
                } catch (IllegalArgumentException e) {
                    failed = true;
                    reply.onError(invalid(String.valueOf(e.getMessage())));
                } catch (InterruptedException e) {
                    failed = true;
                    Thread.currentThread().interrupt();
                    reply.onError(Status.UNAVAILABLE.asRuntimeException());
                }
            }

            @Override
            public void onError(Throwable left) {
                failed = true;
            }

            @Override
            public void onCompleted() {
                if (!failed) {
                    reply.onNext(Added.newBuilder().setFragments(added).build());
                    reply.onCompleted();
                }
            }
        };
    }

    /** Blocks while the job has too many open fragments: the caller's stream then stands still. */
    private int add(FragmentBatch batch) throws InterruptedException {
        JobId id = JobId.fromWire(batch.getJob());
        JobSpec spec = ask(core -> running(core, id).spec());
        List<Work> works = batch.getFragmentsList().stream()
                .map(fragment ->
                        new Work(spec.program(), fragment.getArgumentsList(), fragment.getInput(), spec.limits()))
                .toList();
        while (ask(core -> running(core, id).open() + works.size() > Buying.OPEN_FRAGMENTS_MAX)) {
            watch.awaitChange(id, watch.version(id), THROTTLE_MILLIS);
        }
        return ask(core -> {
            if (!works.isEmpty()) {
                core.addFragments(id, batch.getFragments(0).getIndex(), works);
            }
            if (batch.getLast()) {
                core.closeInput(id);
            }
            return works.size();
        });
    }

    private static sparecore.buyer.job.Job running(Buying core, JobId id) {
        sparecore.buyer.job.Job job = core.job(id);
        if (job == null || job.phase().isFinal()) {
            throw new IllegalArgumentException(
                    job == null ? "there is no running job " + id : "the job has ended: " + job.note());
        }
        return job;
    }

    @Override
    public void results(ResultsRequest request, StreamObserver<FragmentResult> reply) {
        Streams<FragmentResult> stream = new Streams<>(reply);
        follow(reply, request.getJob(), job -> {
            long cursor = request.getAfter();
            boolean over = false;
            while (!stream.isCancelled()) {
                long version = watch.version(job);
                List<JournalReader.Ended> ended = reader.ended(job, cursor, RESULTS_AT_ONCE);
                for (JournalReader.Ended fragment : ended) {
                    stream.send(view(fragment));
                    cursor = fragment.sequence();
                }
                if (ended.isEmpty() && over) {
                    stream.complete();
                    return;
                }
                over = isOver(job);
                if (ended.isEmpty() && !over) {
                    watch.awaitChange(job, version, CHECK_MILLIS);
                }
            }
        });
    }

    @Override
    public void events(EventsRequest request, StreamObserver<JobEvent> reply) {
        Streams<JobEvent> stream = new Streams<>(reply);
        follow(reply, request.getJob(), job -> {
            long seen = 0;
            boolean over = false;
            while (!stream.isCancelled()) {
                long version = watch.version(job);
                long count = watch.eventCount(job);
                for (JobEvent event : watch.eventsAfter(job, seen)) {
                    stream.send(event);
                }
                boolean news = count > seen;
                seen = count;
                if (!news && over) {
                    stream.complete();
                    return;
                }
                over = isOver(job);
                if (!news && !over) {
                    watch.awaitChange(job, version, CHECK_MILLIS);
                }
            }
        });
    }

    private interface Following {
        void run(JobId job) throws InterruptedException;
    }

    private void follow(StreamObserver<?> reply, ByteString wireId, Following following) {
        streams.execute(() -> {
            try {
                JobId job = JobId.fromWire(wireId);
                find(job);
                following.run(job);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                reply.onError(
                        Status.UNAVAILABLE.withDescription("the buyer stops").asRuntimeException());
            } catch (RuntimeException e) {
                reply.onError(toStatus(e));
            }
        });
    }

    private boolean isOver(JobId id) throws InterruptedException {
        sparecore.buyer.job.@Nullable Job job =
                ask(core -> java.util.Optional.ofNullable(core.job(id))).orElse(null);
        return job == null || job.phase() != JobPhase.RUNNING;
    }

    @Override
    public void getJob(JobReference request, StreamObserver<Job> reply) {
        answer(reply, () -> find(JobId.fromWire(request.getJob())));
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<JobList> reply) {
        answer(reply, () -> {
            JobList.Builder list = JobList.newBuilder();
            for (sparecore.buyer.job.Job job : reader.latest(JOBS_LISTED_MAX)) {
                list.addJobs(find(job.spec().id()));
            }
            return list.build();
        });
    }

    @Override
    public void cancelJob(JobReference request, StreamObserver<Job> reply) {
        answer(reply, () -> {
            JobId id = JobId.fromWire(request.getJob());
            ask(core -> {
                if (core.job(id) != null) {
                    core.cancel(id);
                }
                return id;
            });
            return find(id);
        });
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<BuyerStatus> reply) {
        answer(reply, () -> {
            Account account = broker.isUp() ? accountOrNone() : Account.getDefaultInstance();
            int leases = ask(Buying::leases);
            return BuyerStatus.newBuilder()
                    .setNode(self.toWire())
                    .setBroker(broker.address().key().toWire())
                    .setBrokerAddress(broker.address().toString())
                    .setBrokerConnected(broker.isUp())
                    .setNote(broker.note())
                    .setAvailable(account.getAvailable())
                    .setHeld(account.getHeld())
                    .setSpent(account.getSpent())
                    .setCommissionBasisPoints(account.getCommissionBasisPoints())
                    .setLeases(leases)
                    .build();
        });
    }

    private Account accountOrNone() {
        try {
            return broker.account().join();
        } catch (CompletionException gone) {
            return Account.getDefaultInstance();
        }
    }

    /** A job of the engine, or an ended one of the journal. @throws StatusRuntimeException if there is none */
    private Job find(JobId id) throws InterruptedException {
        return ask(core -> java.util.Optional.ofNullable(core.job(id)).map(job -> view(core, job)))
                .or(() -> reader.job(id).map(job -> JobViews.view(job, List.of(), java.util.Map.of())))
                .orElseThrow(
                        () -> new StatusRuntimeException(Status.NOT_FOUND.withDescription("there is no job " + id)));
    }

    private static Job view(Buying core, sparecore.buyer.job.Job job) {
        return JobViews.view(job, core.tenanciesOf(job.spec().id()), core.barred());
    }

    private static FragmentResult view(JournalReader.Ended ended) {
        FragmentResult.Builder view = FragmentResult.newBuilder()
                .setIndex(ended.index())
                .setSequence(ended.sequence())
                .setPaid(ended.paid())
                .setReplicas(ended.replicas());
        RunResult result = ended.result();
        if (result == null) {
            return view.setState(FragmentState.FRAGMENT_STATE_ABANDONED)
                    .setEnding("given up: no result was accepted")
                    .build();
        }
        return view.setState(FragmentState.FRAGMENT_STATE_ACCEPTED)
                .setEnding(result.describe())
                .setSucceeded(result.succeeded())
                .setExitCode(result.exitCode())
                .setSignal(result.signal())
                .setOutput(ByteString.copyFrom(ended.output()))
                .setError(ByteString.copyFrom(ended.error()))
                .setOutputDigest(ByteString.copyFrom(result.output().toBytes()))
                .setCpuMicros(ended.cpuMicros())
                .build();
    }

    private <T> T ask(java.util.function.Function<Buying, T> question) throws InterruptedException {
        try {
            return inbox.ask(question).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw e;
        }
    }

    private interface Answer<T> {
        T get() throws InterruptedException, IOException;
    }

    private static <T> void answer(StreamObserver<T> reply, Answer<T> answer) {
        T value;
        try {
            value = answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        } catch (IOException e) {
            reply.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("cannot write to the buyer's data folder: " + e.getMessage())
                    .asRuntimeException());
            return;
        } catch (RuntimeException e) {
            reply.onError(toStatus(e));
            return;
        }
        reply.onNext(value);
        reply.onCompleted();
    }

    private static StatusRuntimeException toStatus(RuntimeException error) {
        if (error instanceof StatusRuntimeException status) {
            return status;
        }
        if (error instanceof IllegalArgumentException) {
            return invalid(String.valueOf(error.getMessage()));
        }
        return Status.INTERNAL.withDescription(error.toString()).asRuntimeException();
    }

    private static StatusRuntimeException invalid(String why) {
        return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
    }
}

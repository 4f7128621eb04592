package sparecore.buyer.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import sparecore.api.buyer.Added;
import sparecore.api.buyer.AmendJobRequest;
import sparecore.api.buyer.BuyerGrpc;
import sparecore.api.buyer.BuyerStatus;
import sparecore.api.buyer.EventsRequest;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.GetStatusRequest;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobEvent;
import sparecore.api.buyer.JobList;
import sparecore.api.buyer.JobReference;
import sparecore.api.buyer.ListJobsRequest;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ProgramReference;
import sparecore.api.buyer.ResultsRequest;
import sparecore.api.buyer.SetBudgetRequest;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.buyer.market.BrokerLink;
import sparecore.buyer.pack.Needs;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunLimits;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.slot.ProgramNeeds;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;
import sparecore.wire.Account;

/** The local API. Calls run on gRPC's threads and may wait for the engine. */
public final class BuyerService extends BuyerGrpc.BuyerImplBase {
    private static final int JOBS_LISTED_MAX = 100;
    private static final int SLOTS_BY_DEFAULT = 16;

    private static final int HELD_LOOKS = 50;
    private static final long HELD_LOOK_MILLIS = 200;

    private final NodeId self;
    private final EngineQuestions engine;
    private final JournalReader reader;
    private final ProgramShelf programs;
    private final BrokerLink broker;
    private final Watch watch;
    private final Following following;

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
        this.engine = new EngineQuestions(inbox);
        this.reader = reader;
        this.programs = programs;
        this.broker = broker;
        this.watch = watch;
        this.following = new Following(engine, reader, watch, streams);
    }

    @Override
    public StreamObserver<ProgramPart> uploadProgram(StreamObserver<ProgramReference> reply) {
        return new ProgramUpload(programs, reader::openPrograms, reply);
    }

    /** A repeated request gets the job that the first one made, ended or not. */
    @Override
    public void submit(SubmitRequest request, StreamObserver<Job> reply) {
        Replies.answer(reply, () -> {
            Optional<Job> known = lookUp(JobId.fromWire(request.getRequestId()));
            if (known.isPresent()) {
                return known.get();
            }
            JobSpec spec = spec(request);
            return engine.ask(core -> view(core, core.submit(spec)));
        });
    }

    private JobSpec spec(SubmitRequest request) throws InterruptedException, IOException {
        Digest program = Digest.fromBytes(request.getProgram().toByteArray());
        if (!programs.has(program)) {
            throw new IllegalArgumentException("unknown program " + program + ": upload it first");
        }
        return new JobSpec(
                JobId.fromWire(request.getRequestId()),
                request.getName(),
                program,
                needs(program).withLevelAtLeast(request.getCpuLevel()),
                rule(request),
                new Price(request.getPriceMost()),
                request.getCap() == 0 ? all() : Credits.ofMicro(request.getCap()),
                RunLimits.of(request.getMemoryBytes(), request.getCpuSeconds(), request.getOutputBytes()),
                request.getSlots() == 0 ? SLOTS_BY_DEFAULT : request.getSlots(),
                request.getDeadlineMillis(),
                WhenSpent.ofNumber(request.getWhenSpentValue()));
    }

    private static Acceptance rule(SubmitRequest request) {
        if (request.getReplicas() != 0 && request.getError() != 0) {
            throw new IllegalArgumentException("a job asks for replicas or for an error, not for both");
        }
        if (request.getReplicas() != 0) {
            return new Quorum(request.getReplicas());
        }
        return Terms.of(request.getError() == 0 ? Terms.ERROR_DEFAULT : request.getError());
    }

    /** Looked at when it came in, so that it can be read. */
    private ProgramNeeds needs(Digest program) throws IOException {
        try {
            StoredParts parts = programs.find(program);
            return Needs.of(parts.first(), parts.list().bytes());
        } catch (BadProgramException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    @Override
    public void amendJob(AmendJobRequest request, StreamObserver<Job> reply) {
        Replies.answer(
                reply,
                () -> engine.ask(core ->
                        view(core, core.amend(JobId.fromWire(request.getJob()), spec -> amended(spec, request)))));
    }

    /** What the request leaves out stays. */
    private static JobSpec amended(JobSpec spec, AmendJobRequest request) {
        return spec.amended(
                request.hasPriceMost() ? new Price(request.getPriceMost()) : spec.priceMost(),
                request.hasCap() ? Credits.ofMicro(request.getCap()) : spec.cap(),
                request.hasSlots() ? request.getSlots() : spec.slots(),
                request.hasDeadlineMillis() ? request.getDeadlineMillis() : spec.deadlineMillis());
    }

    /**
     * All that the account has; only the broker knows. What an ended job held comes back a moment after its end: the next one in a
     * script waits for it.
     */
    private Credits all() throws InterruptedException {
        Account account = account();
        for (int i = 0; i < HELD_LOOKS && account.getAvailable() <= 0 && account.getHeld() > 0; i++) {
            TimeUnit.MILLISECONDS.sleep(HELD_LOOK_MILLIS);
            account = account();
        }
        if (account.getAvailable() > 0) {
            return Credits.ofMicro(account.getAvailable());
        }
        throw new StatusRuntimeException(Status.FAILED_PRECONDITION.withDescription(
                account.getHeld() > 0
                        ? "all that the account holds, " + Credits.ofMicro(account.getHeld())
                                + " credits, is set aside for jobs that run: wait for their end, or give each its share with --cap"
                        : "the account of this buyer holds no credits: the operator adds some with `sparecore broker credit "
                                + self + " AMOUNT`"));
    }

    private Account account() {
        try {
            return broker.account().join();
        } catch (CompletionException e) {
            throw new StatusRuntimeException(
                    Status.UNAVAILABLE.withDescription("cannot ask the broker what the account holds (" + broker.note()
                            + "): start the broker, or set a cap"));
        }
    }

    @Override
    public StreamObserver<FragmentBatch> addFragments(StreamObserver<Added> reply) {
        return new FragmentIntake(engine, watch, reply);
    }

    @Override
    public void results(ResultsRequest request, StreamObserver<FragmentResults> reply) {
        try {
            following.results(found(JobId.fromWire(request.getJob())), request.getAfter(), reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.onError(Replies.stopping());
        } catch (RuntimeException e) {
            reply.onError(Replies.toStatus(e));
        }
    }

    @Override
    public void events(EventsRequest request, StreamObserver<JobEvent> reply) {
        try {
            following.events(found(JobId.fromWire(request.getJob())), request.getSoFar(), reply);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.onError(Replies.stopping());
        } catch (RuntimeException e) {
            reply.onError(Replies.toStatus(e));
        }
    }

    @Override
    public void getJob(JobReference request, StreamObserver<Job> reply) {
        Replies.answer(reply, () -> find(JobId.fromWire(request.getJob())));
    }

    @Override
    public void listJobs(ListJobsRequest request, StreamObserver<JobList> reply) {
        Replies.answer(reply, () -> {
            JobList.Builder list = JobList.newBuilder();
            for (JobId id : reader.latest(JOBS_LISTED_MAX)) {
                lookUp(id).ifPresent(list::addJobs);
            }
            return list.build();
        });
    }

    @Override
    public void cancelJob(JobReference request, StreamObserver<Job> reply) {
        Replies.answer(reply, () -> {
            JobId id = JobId.fromWire(request.getJob());
            engine.ask(core -> {
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
        Replies.answer(reply, this::status);
    }

    @Override
    public void setBudget(SetBudgetRequest request, StreamObserver<BuyerStatus> reply) {
        Replies.answer(reply, () -> {
            Budget budget = request.hasLimit()
                    ? new Budget(
                            Credits.ofMicro(request.getLimit()),
                            WhenSpent.ofNumber(request.getWhenSpentValue()),
                            Credits.ZERO)
                    : null;
            engine.ask(core -> {
                core.setBudget(budget);
                return true;
            });
            return status();
        });
    }

    private BuyerStatus status() throws InterruptedException {
        Account account = broker.isUp() ? accountOrNone() : Account.getDefaultInstance();
        int leases = engine.ask(Buying::leases);
        Optional<Budget> budget = engine.ask(Buying::budget);
        BuyerStatus.Builder status = BuyerStatus.newBuilder()
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
                .setSighting(account.getSighting());
        budget.ifPresent(known -> status.setBudget(sparecore.api.buyer.Budget.newBuilder()
                .setLimit(known.limit().micro())
                .setSpent(known.spent().micro())
                .setWhenSpentValue(known.then().number())));
        return status.build();
    }

    private Account accountOrNone() {
        try {
            return broker.account().join();
        } catch (CompletionException gone) {
            return Account.getDefaultInstance();
        }
    }

    private JobId found(JobId id) throws InterruptedException {
        return JobId.fromWire(find(id).getJob());
    }

    /** @throws StatusRuntimeException if there is none */
    private Job find(JobId id) throws InterruptedException {
        return lookUp(id)
                .orElseThrow(
                        () -> new StatusRuntimeException(Status.NOT_FOUND.withDescription("there is no job " + id)));
    }

    /** A job of the engine, or an ended one of the journal. */
    private Optional<Job> lookUp(JobId id) throws InterruptedException {
        Optional<Job> live =
                engine.ask(core -> Optional.ofNullable(core.job(id)).map(job -> view(core, job)));
        if (live.isPresent()) {
            return live;
        }
        Map<NodeId, String> barred = engine.ask(core -> Map.copyOf(core.barred()));
        return reader.job(id).map(job -> JobViews.view(job, List.of(), barred));
    }

    private static Job view(Buying core, sparecore.buyer.job.Job job) {
        return JobViews.view(job, core.tenanciesOf(job.spec().id()), core.barred());
    }
}

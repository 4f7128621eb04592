package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import sparecore.api.buyer.Added;
import sparecore.api.buyer.BuyerGrpc;
import sparecore.api.buyer.FragmentBatch;
import sparecore.api.buyer.FragmentInput;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.FragmentState;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobReference;
import sparecore.api.buyer.JobState;
import sparecore.api.buyer.ResultsRequest;
import sparecore.local.LocalServer;

/**
 * A daemon with one job, whose every fragment gives back its last argument. Batches end back to front. It can be stopped and started
 * again without forgetting, as the real one can. Thread-safe.
 */
final class FakeBuyer extends BuyerGrpc.BuyerImplBase implements AutoCloseable {
    static final ByteString JOB = ByteString.copyFrom(new byte[16]);

    private final Path socket;
    private final int diesAfter;
    private final List<FragmentResult> ended = new ArrayList<>();
    private final List<Thread> streams = new CopyOnWriteArrayList<>();
    private int fragments;
    private int restarts;
    private boolean inputClosed;
    private JobState state = JobState.JOB_STATE_RUNNING;
    private String note = "";
    private LocalServer server;

    /** @param diesAfter how many results it sends before it stops for the first time; 0: never */
    FakeBuyer(Path folder, int diesAfter) throws IOException {
        this.socket = folder.resolve("socket");
        this.diesAfter = diesAfter;
        this.server = LocalServer.start(socket, List.of(this));
    }

    @Override
    public StreamObserver<FragmentBatch> addFragments(StreamObserver<Added> reply) {
        return new StreamObserver<>() {
            @Override
            public void onNext(FragmentBatch batch) {
                add(batch);
            }

            @Override
            public void onError(Throwable left) {}

            @Override
            public void onCompleted() {
                reply.onNext(Added.getDefaultInstance());
                reply.onCompleted();
            }
        };
    }

    private synchronized void add(FragmentBatch batch) {
        List<FragmentInput> inputs = new ArrayList<>(batch.getFragmentsList());
        for (FragmentInput input : inputs) {
            if (input.getIndex() != fragments++) {
                throw new IllegalArgumentException("fragment " + input.getIndex() + " is not the next one");
            }
        }
        Collections.reverse(inputs);
        inputs.forEach(input -> ended.add(result(input)));
        inputClosed |= batch.getLast();
        notifyAll();
    }

    private FragmentResult result(FragmentInput input) {
        return FragmentResult.newBuilder()
                .setIndex(input.getIndex())
                .setSequence(ended.size() + 1L)
                .setState(FragmentState.FRAGMENT_STATE_ACCEPTED)
                .setEnding("exited with status 0")
                .setSucceeded(true)
                .setOutput(input.getArguments(input.getArgumentsCount() - 1))
                .setPaid(3)
                .setReplicas(2)
                .build();
    }

    @Override
    public void results(ResultsRequest request, StreamObserver<FragmentResults> reply) {
        Thread thread =
                new Thread(() -> send((int) request.getAfter(), (ServerCallStreamObserver<FragmentResults>) reply));
        streams.add(thread);
        thread.start();
    }

    private void send(int after, ServerCallStreamObserver<FragmentResults> reply) {
        try {
            for (int at = after; awaitResult(at); at++) {
                if (dies(at)) {
                    return;
                }
                FragmentResult next;
                synchronized (this) {
                    next = ended.get(at);
                }
                reply.onNext(FragmentResults.newBuilder().addResults(next).build());
            }
            reply.onCompleted();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            reply.onError(Status.INTERNAL.withCause(e).asRuntimeException());
        }
    }

    /** @return false at the job's end */
    private synchronized boolean awaitResult(int at) throws InterruptedException {
        while (at >= ended.size() && !inputClosed && state == JobState.JOB_STATE_RUNNING) {
            wait();
        }
        return at < ended.size();
    }

    private boolean dies(int sent) throws IOException {
        synchronized (this) {
            if (diesAfter == 0 || sent < diesAfter || restarts > 0) {
                return false;
            }
            restarts++;
        }
        server.close();
        server = LocalServer.start(socket, List.of(this));
        return true;
    }

    @Override
    public synchronized void getJob(JobReference request, StreamObserver<Job> reply) {
        reply.onNext(Job.newBuilder()
                .setJob(JOB)
                .setState(state)
                .setNote(note)
                .setFragments(fragments)
                .setSpent(3L * ended.size())
                .build());
        reply.onCompleted();
    }

    @Override
    public synchronized void cancelJob(JobReference request, StreamObserver<Job> reply) {
        end(JobState.JOB_STATE_CANCELLED, "");
        reply.onNext(Job.newBuilder().setJob(JOB).setState(state).build());
        reply.onCompleted();
    }

    synchronized void end(JobState last, String why) {
        state = last;
        note = why;
        notifyAll();
    }

    synchronized JobState state() {
        return state;
    }

    synchronized int restarts() {
        return restarts;
    }

    @Override
    public void close() {
        streams.forEach(Thread::interrupt);
        server.close();
    }
}

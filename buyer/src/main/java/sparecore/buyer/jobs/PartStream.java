package sparecore.buyer.jobs;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import sparecore.terminal.Failure;

/**
 * A call that sends many messages and gets one answer. A message is made only when the connection has room for it, so that a slow
 * daemon never makes a queue grow here.
 */
final class PartStream<Q, A> implements ClientResponseObserver<Q, A> {
    private final Iterator<Q> parts;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    PartStream(Iterator<Q> parts) {
        this.parts = parts;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> requests) {
        requests.setOnReadyHandler(() -> {
            try {
                send(requests);
            } catch (Failure e) {
                answer.completeExceptionally(e);
                requests.cancel("a message could not be made", e);
            }
        });
    }

    private void send(ClientCallStreamObserver<Q> requests) {
        while (requests.isReady() && parts.hasNext()) {
            requests.onNext(parts.next());
            if (!parts.hasNext()) {
                requests.onCompleted();
            }
        }
    }

    @Override
    public void onNext(A value) {
        answer.complete(value);
    }

    @Override
    public void onError(Throwable error) {
        answer.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
        answer.completeExceptionally(Status.INTERNAL
                .withDescription("the daemon ended the call without an answer")
                .asRuntimeException());
    }

    /** Waits for it. @throws StatusRuntimeException if the call failed @throws Failure if a message could not be made */
    A answer() {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : e;
        }
    }
}

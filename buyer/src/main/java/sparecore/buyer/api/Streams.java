package sparecore.buyer.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Sends a stream only as fast as its caller takes it. One for each call; on that call's thread. */
final class Streams<T> {
    private static final long WAIT_MILLIS = 1_000;

    private final ServerCallStreamObserver<T> call;
    private final Object signal = new Object();

    Streams(StreamObserver<T> observer) {
        this.call = (ServerCallStreamObserver<T>) observer;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::wake);
    }

    private void wake() {
        synchronized (signal) {
            signal.notifyAll();
        }
    }

    boolean isCancelled() {
        return call.isCancelled();
    }

    /** Waits until the caller takes more. @throws StatusRuntimeException if it has left */
    void send(T message) throws InterruptedException {
        synchronized (signal) {
            while (!call.isReady() && !call.isCancelled()) {
                signal.wait(WAIT_MILLIS);
            }
        }
        if (call.isCancelled()) {
            throw new StatusRuntimeException(Status.CANCELLED);
        }
        call.onNext(message);
    }

    void complete() {
        call.onCompleted();
    }
}

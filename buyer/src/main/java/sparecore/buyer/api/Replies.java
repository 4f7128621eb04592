package sparecore.buyer.api;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/** The one place that turns what went wrong into what a caller may see. */
final class Replies {
    private Replies() {}

    /** Something that gives a call's answer. */
    interface Answer<T> {
        T get() throws InterruptedException, IOException;
    }

    static <T> void answer(StreamObserver<T> reply, Answer<T> answer) {
        T value;
        try {
            value = answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.onError(stopping());
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

    static StatusRuntimeException toStatus(RuntimeException error) {
        if (error instanceof StatusRuntimeException status) {
            return status;
        }
        if (error instanceof IllegalArgumentException) {
            return invalid(String.valueOf(error.getMessage()));
        }
        return Status.INTERNAL.withDescription(error.toString()).asRuntimeException();
    }

    static StatusRuntimeException invalid(String why) {
        return Status.INVALID_ARGUMENT.withDescription(why).asRuntimeException();
    }

    static StatusRuntimeException stopping() {
        return Status.UNAVAILABLE.withDescription("the buyer stops").asRuntimeException();
    }
}

package sparecore.buyer.api;

import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Inbox;

/** Asks the engine and waits for its answer, which comes after the commit. Any thread but the engine's. */
final class EngineQuestions {
    /** A healthy engine answers in milliseconds; a stopped one never. */
    private static final long ANSWER_MILLIS_MAX = 30_000;

    private final Inbox inbox;

    EngineQuestions(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * @throws IllegalArgumentException if the engine refused
     * @throws io.grpc.StatusRuntimeException if it does not answer
     */
    <T> T ask(Function<Buying, T> question) throws InterruptedException {
        CompletableFuture<T> answer = inbox.ask(question, ANSWER_MILLIS_MAX);
        try {
            return answer.get(ANSWER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw silent(e);
        } catch (TimeoutException e) {
            throw silent(e);
        }
    }

    private static RuntimeException silent(Exception cause) {
        return Status.UNAVAILABLE
                .withDescription("the buyer is overloaded, or about to stop: try again, and look at what it printed")
                .withCause(cause)
                .asRuntimeException();
    }
}

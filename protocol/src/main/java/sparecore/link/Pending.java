package sparecore.link;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import sparecore.wire.Frame;

/** Requests that wait for an answer on one link. On the link's event loop only. */
final class Pending {
    private final Map<Long, CompletableFuture<Frame>> waiting = new HashMap<>();
    private long lastRequest;

    /** @return the request's number, or zero if {@link LinkLimits#REQUESTS_MAX} are waiting already */
    long add(CompletableFuture<Frame> answer) {
        if (waiting.size() >= LinkLimits.REQUESTS_MAX) {
            return 0;
        }
        waiting.put(++lastRequest, answer);
        return lastRequest;
    }

    @Nullable
    CompletableFuture<Frame> remove(long request) {
        return waiting.remove(request);
    }

    /** @throws ProtocolException if nothing was asked with this number */
    void complete(Frame reply) throws ProtocolException {
        CompletableFuture<Frame> answer = waiting.remove(reply.getReplyTo());
        if (answer == null) {
            // The asker may have stopped waiting; but a number that was never given out is a peer making things up.
            if (Long.compareUnsigned(reply.getReplyTo(), lastRequest) > 0) {
                throw new ProtocolException("an answer to a request that was never made");
            }
            return;
        }
        if (reply.getBodyCase() == Frame.BodyCase.REFUSAL) {
            answer.completeExceptionally(new RefusedException(reply.getRefusal()));
            return;
        }
        answer.complete(reply);
    }

    void failAll(String reason) {
        Map<Long, CompletableFuture<Frame>> left = Map.copyOf(waiting);
        waiting.clear();
        left.values().forEach(answer -> answer.completeExceptionally(new LinkClosedException(reason)));
    }
}

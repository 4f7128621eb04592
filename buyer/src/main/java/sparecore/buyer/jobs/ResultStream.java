package sparecore.buyer.jobs;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentResults;

/**
 * A job's results in the order in which its fragments ended, each once. When the daemon goes away, it waits for it to come back
 * and goes on behind the last result: the daemon keeps accepted results on disk. One thread reads; any thread may close.
 */
public final class ResultStream implements AutoCloseable {
    private final BuyerClient client;
    private final ByteString job;
    private final Patience patience;
    private final Context.CancellableContext call = Context.current().withCancellation();
    private Iterator<FragmentResults> messages;
    private Iterator<FragmentResult> results = Collections.emptyIterator();
    private long after;

    /**
     * @param after how many results the caller has got before
     * @param tell gets a line when the daemon has gone away
     */
    public ResultStream(BuyerClient client, ByteString job, long after, Consumer<String> tell) {
        this.client = client;
        this.job = job;
        this.after = after;
        this.patience = new Patience(client, tell);
        this.messages = open();
    }

    private Iterator<FragmentResults> open() {
        Context before = call.attach();
        try {
            return client.results(job, after);
        } finally {
            call.detach(before);
        }
    }

    /** Waits for the next result. @return empty when the job has ended and all its results were read */
    public Optional<FragmentResult> next() {
        while (true) {
            try {
                while (!results.hasNext()) {
                    if (!messages.hasNext()) {
                        return Optional.empty();
                    }
                    results = messages.next().getResultsList().iterator();
                }
                FragmentResult result = results.next();
                after = result.getSequence();
                patience.restore();
                return Optional.of(result);
            } catch (StatusRuntimeException e) {
                if (call.isCancelled() && e.getStatus().getCode() == Status.Code.CANCELLED) {
                    return Optional.empty();
                }
                patience.wait(client.explain(e));
                messages = open();
            }
        }
    }

    /** Ends the stream for its reader, who gets no more results. */
    @Override
    public void close() {
        call.cancel(null);
    }
}

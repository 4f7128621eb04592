package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import sparecore.api.buyer.FragmentInput;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.Patience;

/**
 * Gives a job its fragments, in batches: a batch goes when it is full, or when whoever writes the input pauses. The next one goes
 * when the daemon has this one on disk, which is what holds back a fast input. One thread.
 */
final class Feeder {
    /** A batch stays well below what one message may hold. */
    static final int BATCH_BYTES_MAX = 1 << 20;

    static final int BATCH_FRAGMENTS_MAX = 2_000;

    /** Is told what becomes of each fragment. */
    interface Listener {
        /** It goes to the job under this index. */
        void sending(int index, Fragment fragment);

        /** It can't be sent. */
        void refused(Fragment fragment) throws IOException;
    }

    private final BuyerClient client;
    private final ByteString job;
    private final Window window;
    private final Patience patience;
    private final List<FragmentInput> batch = new ArrayList<>();
    private long batchBytes;
    private int added;

    Feeder(BuyerClient client, ByteString job, Window window, Patience patience) {
        this.client = client;
        this.job = job;
        this.window = window;
        this.patience = patience;
    }

    /** Gives the job all fragments of the source, and closes it. */
    void feed(FragmentSource source, Listener listener) throws IOException, InterruptedException {
        for (Optional<Fragment> next = take(source); next.isPresent(); next = take(source)) {
            Fragment fragment = next.get();
            if (!fragment.refusal().isEmpty()) {
                listener.refused(fragment);
                continue;
            }
            int index = added + batch.size();
            listener.sending(index, fragment);
            batch.add(FragmentInput.newBuilder()
                    .setIndex(index)
                    .addAllArguments(fragment.arguments())
                    .setInput(fragment.input())
                    .build());
            batchBytes += fragment.bytes();
        }
        send(true);
    }

    private Optional<Fragment> take(FragmentSource source) throws IOException, InterruptedException {
        if (isFull() || !window.hasRoom() || !source.hasMoreAtOnce()) {
            send(false);
        }
        window.enter();
        return source.next();
    }

    private boolean isFull() {
        return batch.size() >= BATCH_FRAGMENTS_MAX || batchBytes >= BATCH_BYTES_MAX;
    }

    private void send(boolean last) {
        if (batch.isEmpty() && !last) {
            return;
        }
        AtomicBoolean again = new AtomicBoolean();
        patience.call(() -> {
            int arrived = again.getAndSet(true) ? arrived() : 0;
            client.add(job, batch.subList(arrived, batch.size()), last);
            return arrived;
        });
        added += batch.size();
        batch.clear();
        batchBytes = 0;
    }

    /** How much of the batch the daemon has although its answer was lost. */
    private int arrived() {
        return Math.max(0, Math.min(batch.size(), client.job(job).getFragments() - added));
    }
}

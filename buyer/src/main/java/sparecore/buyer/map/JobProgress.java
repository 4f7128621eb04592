package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sparecore.api.buyer.Job;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.PromiseText;
import sparecore.money.Credits;
import sparecore.terminal.Failure;

/** How far a job on the market is, as the daemon tells it: sellers, rate, money spent and time left. One thread. */
public final class JobProgress implements Supplier<Snapshot> {
    private final BuyerClient client;
    private final ByteString job;
    private final Rate rate;

    public JobProgress(BuyerClient client, ByteString job, LongSupplier clockMillis) {
        this.client = client;
        this.job = job;
        this.rate = new Rate(clockMillis);
    }

    @Override
    public Snapshot get() {
        try {
            return snapshot(client.job(job));
        } catch (Failure gone) {
            return new Snapshot(0, 0, "waiting for the buyer daemon");
        }
    }

    private Snapshot snapshot(Job state) {
        long done = (long) state.getAccepted() + state.getAbandoned();
        String note = String.format(
                Locale.ROOT,
                "%d %s · %s · %s credits%s%s",
                state.getSellers(),
                state.getSellers() == 1 ? "seller" : "sellers",
                rate.describe(done, state.getFragments()),
                Credits.ofMicro(state.getSpent()),
                PromiseText.during(state),
                state.getNote().isEmpty() ? "" : " · " + Printable.escape(state.getNote()));
        return new Snapshot(done, state.getFragments(), note);
    }
}

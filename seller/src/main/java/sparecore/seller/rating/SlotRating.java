package sparecore.seller.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sparecore.money.Speed;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.workload.ReferenceWorkload;

/** Rates the slots of this machine by the reference workload, in the sandbox. */
public final class SlotRating {
    private SlotRating() {}

    /**
     * Runs the workload on all slots at once and takes the median. Blocks for about the time of one workload, more where there are
     * fewer cores than slots.
     *
     * @throws RatingFailedException if the workload did not end as it must
     */
    public static Speed rate(Sandbox sandbox, int slots) throws RatingFailedException {
        ExecutorService threads = Executors.newFixedThreadPool(slots, task -> new Thread(task, "rating"));
        try {
            List<CompletableFuture<Long>> runs = new ArrayList<>();
            for (int i = 0; i < slots; i++) {
                runs.add(CompletableFuture.supplyAsync(() -> speedOfOne(sandbox), threads));
            }
            List<Long> speeds = new ArrayList<>();
            for (CompletableFuture<Long> run : runs) {
                speeds.add(run.get());
            }
            return median(speeds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RatingFailedException("the rating was interrupted");
        } catch (ExecutionException e) {
            throw new RatingFailedException("the slots could not be rated: " + e.getMessage());
        } finally {
            threads.shutdownNow();
        }
    }

    private static long speedOfOne(Sandbox sandbox) {
        return ReferenceWorkload.speedPpm(ReferenceWorkload.run(sandbox));
    }

    /** The lower one of two in the middle: a seller does not round its own speed up. */
    static Speed median(List<Long> speedsPpm) {
        List<Long> sorted = speedsPpm.stream().sorted().toList();
        long middle = sorted.get((sorted.size() - 1) / 2);
        return new Speed(Math.min(Speed.PPM_MAX, Math.max(Speed.PPM_MIN, middle)));
    }
}

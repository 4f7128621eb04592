package sparecore.buyer.map;

import sparecore.api.buyer.Job;

/** Counts what ends. Not thread-safe. */
final class Tally {
    private long fragments;
    private long accepted;
    private long succeeded;
    private long cpuMicros;
    private long paidMicro;

    void count(Ended ended) {
        fragments++;
        accepted += ended.state() == Ended.State.ACCEPTED ? 1 : 0;
        succeeded += ended.succeeded() ? 1 : 0;
        cpuMicros += ended.cpuMicros();
        paidMicro += ended.paidMicro();
    }

    long fragments() {
        return fragments;
    }

    Totals totals(String job) {
        return new Totals(job, fragments, accepted, succeeded, cpuMicros, paidMicro, Job.getDefaultInstance());
    }
}

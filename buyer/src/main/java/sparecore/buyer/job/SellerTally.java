package sparecore.buyer.job;

import sparecore.money.Credits;
import sparecore.money.Speed;

/** What one seller has done for one job. Immutable. */
public record SellerTally(
        int replicas, int accepted, int rejected, long cpuMicros, Credits paid, Speed speed, long connectedMillis) {
    static final SellerTally NONE = new SellerTally(0, 0, 0, 0, Credits.ZERO, Speed.REFERENCE, 0);

    SellerTally plusRun(long micros) {
        return new SellerTally(replicas + 1, accepted, rejected, cpuMicros + micros, paid, speed, connectedMillis);
    }

    SellerTally plusAccepted(Credits amount) {
        return new SellerTally(replicas, accepted + 1, rejected, cpuMicros, paid.plus(amount), speed, connectedMillis);
    }

    SellerTally plusRejected() {
        return new SellerTally(replicas, accepted, rejected + 1, cpuMicros, paid, speed, connectedMillis);
    }

    SellerTally plusConnected(Speed rated, long millis) {
        return new SellerTally(replicas, accepted, rejected, cpuMicros, paid, rated, connectedMillis + millis);
    }
}

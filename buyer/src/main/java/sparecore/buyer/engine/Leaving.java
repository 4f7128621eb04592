package sparecore.buyer.engine;

import java.util.Map;
import java.util.function.LongSupplier;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.lease.LeaseId;
import sparecore.wire.LeaseEndReason;

/**
 * The way out of a lease: pay for the last time, hear that the seller has it, and only then tell the broker that the lease is
 * over, since a seller settles for good when it hears that.
 */
final class Leaving {
    private final Market market;
    private final Sellers sellers;
    private final Map<LeaseId, Tenancy> tenancies;
    private final LongSupplier clockMillis;

    Leaving(Market market, Sellers sellers, Map<LeaseId, Tenancy> tenancies, LongSupplier clockMillis) {
        this.market = market;
        this.sellers = sellers;
        this.tenancies = tenancies;
        this.clockMillis = clockMillis;
    }

    /** No more fragments go to the seller. */
    void begin(Tenancy tenancy, LeaseEndReason reason, boolean brokerKnows) {
        boolean connected = tenancy.phase() == Tenancy.Phase.READY;
        tenancy.leave(reason, brokerKnows, clockMillis.getAsLong());
        if (brokerKnows && connected) {
            payLast(tenancy);
        }
    }

    /** On an open link. {@link Buying#lastPaymentDone} follows. */
    void payLast(Tenancy tenancy) {
        tenancy.dialling();
        sellers.payLast(tenancy.lease(), tenancy.settle());
    }

    /** Whether the seller is owed nothing that it has not been promised, so that nobody need be dialled. */
    boolean isSettled(Tenancy tenancy) {
        return !tenancy.owed().isPositive() && tenancy.mayDial(Long.MAX_VALUE);
    }

    void finish(Tenancy tenancy) {
        tenancy.enter(Tenancy.Phase.GONE, clockMillis.getAsLong());
        tenancies.remove(tenancy.lease());
        sellers.disconnect(tenancy.lease(), "the lease is over: " + tenancy.leaveReason());
        if (!tenancy.isEndedByBroker()) {
            market.endLease(tenancy.lease(), tenancy.leaveReason());
        }
    }
}

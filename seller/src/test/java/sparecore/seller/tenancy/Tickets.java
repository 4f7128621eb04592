package sparecore.seller.tenancy;

import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/** Tickets for tests: a credit for each CPU-second, one hour from {@link #START_MILLIS}. */
final class Tickets {
    static final long START_MILLIS = 1_000_000;
    static final long END_MILLIS = START_MILLIS + Ticket.DURATION_MILLIS_MAX;
    static final long MEMORY_BYTES = 64 << 20;

    private Tickets() {}

    static Ticket of(int slots, long escrowCredits) {
        return new Ticket(
                new LeaseId(new Id(1, 2)),
                new BidId(new Id(3, 4)),
                new AskId(new Id(5, 6)),
                node(1),
                node(2),
                node(3),
                slots,
                new Price(Credits.MICRO_PER_CREDIT),
                Credits.ofWhole(escrowCredits),
                new Commission(0),
                Speed.REFERENCE,
                MEMORY_BYTES,
                START_MILLIS,
                END_MILLIS,
                "127.0.0.1:1");
    }

    /** That of {@link #of} with two slots and 100 credits, for an hour from its end on. */
    static Ticket renewed() {
        return of(2, 100).renewed(END_MILLIS, END_MILLIS + Ticket.DURATION_MILLIS_MAX, Credits.ofWhole(120));
    }

    private static NodeId node(int first) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) first;
        return NodeId.fromBytes(key);
    }
}

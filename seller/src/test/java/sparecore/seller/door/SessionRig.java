package sparecore.seller.door;

import java.security.SecureRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import sparecore.content.Id;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.Slots;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;
import sparecore.seller.tenancy.Tenancy;
import sparecore.seller.tenancy.Terms;
import sparecore.slot.Machine;

/** What a session of one lease is made of: one slot at a credit a second, ten in escrow, five of which may be unpaid. */
final class SessionRig {
    static final NodeKey BROKER = NodeKey.generate(new SecureRandom());
    static final NodeKey BUYER = NodeKey.generate(new SecureRandom());
    static final NodeKey SELLER = NodeKey.generate(new SecureRandom());
    static final long NOW_MILLIS = 1_000_000;
    static final LeaseId LEASE = new LeaseId(new Id(1, 2));

    private SessionRig() {}

    static Ticket ticket() {
        return new Ticket(
                LEASE,
                new BidId(new Id(3, 4)),
                new AskId(new Id(5, 6)),
                BROKER.id(),
                BUYER.id(),
                SELLER.id(),
                1,
                new Price(Credits.MICRO_PER_CREDIT),
                Credits.ofWhole(10),
                new Commission(0),
                Speed.REFERENCE,
                64 << 20,
                NOW_MILLIS,
                NOW_MILLIS + Ticket.DURATION_MILLIS_MAX,
                "127.0.0.1:1");
    }

    static LeaseSession session(Slots slots, Journal journal, LeaseOffice office, ScheduledExecutorService signing) {
        return session(slots, journal, office, signing, () -> NOW_MILLIS);
    }

    static LeaseSession session(
            Slots slots,
            Journal journal,
            LeaseOffice office,
            ScheduledExecutorService signing,
            LongSupplier nowMillis) {
        Ticket ticket = ticket();
        return new LeaseSession(
                SignedTicket.sign(ticket, BROKER),
                new Tenancy(ticket, Terms.of(ticket, 5), 1, NOW_MILLIS),
                new Premises(
                        SELLER,
                        slots,
                        journal,
                        office,
                        DisputedPrograms.NONE,
                        signing,
                        new Machine("", "", ""),
                        Candour.HONEST,
                        new SecureRandom(),
                        nowMillis));
    }
}

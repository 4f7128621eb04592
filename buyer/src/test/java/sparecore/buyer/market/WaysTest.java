package sparecore.buyer.market;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparecore.buyer.samples.Samples;
import sparecore.lease.Route;
import sparecore.lease.Ticket;
import sparecore.lease.Way;

/** Whatever fails, another way is tried; whatever works is kept. */
class WaysTest {
    private final Ways ways = new Ways();

    private static Ticket ticket(Route route) {
        Ticket plain = Samples.ticket(1, Samples.jobId(1), Samples.key("seller"), "1", 1_000)
                .ticket();
        return new Ticket(
                plain.lease(),
                plain.bid(),
                plain.ask(),
                plain.broker(),
                plain.buyer(),
                plain.seller(),
                plain.slots(),
                plain.price(),
                plain.escrow(),
                plain.commission(),
                plain.speed(),
                plain.memoryBytesPerSlot(),
                plain.startsAtMillis(),
                plain.expiresAtMillis(),
                plain.sellerAddress(),
                route);
    }

    private void fails(Ticket ticket, Way expected) {
        assertThat(ways.next(ticket)).isEqualTo(expected);
        ways.failed(ticket, expected);
    }

    @Test
    void triesTheRelayAndTheTicketsWayInTurn() {
        Ticket ticket = ticket(Route.toBuyer("h:1"));
        fails(ticket, Way.SELLER_DIALS);
        fails(ticket, Way.RELAY);
        fails(ticket, Way.SELLER_DIALS);
        fails(ticket, Way.RELAY);
    }

    @Test
    void goesBackToWhatHasWorked() {
        Ticket ticket = ticket(Route.TO_SELLER);
        fails(ticket, Way.BUYER_DIALS);
        ways.worked(ticket, Way.RELAY);
        fails(ticket, Way.RELAY);
        fails(ticket, Way.BUYER_DIALS);
        ways.forget(ticket.lease());
        assertThat(ways.next(ticket)).isEqualTo(Way.BUYER_DIALS);
    }

    @Test
    void aRelayedTicketKnowsNothingElse() {
        Ticket ticket = ticket(Route.RELAYED);
        fails(ticket, Way.RELAY);
        fails(ticket, Way.RELAY);
    }
}

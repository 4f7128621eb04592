package sparecore.lease;

/**
 * Who dials whom under a ticket. Whoever cannot be reached so is met at the relay, whatever the ticket says.
 *
 * @param buyerAddress where the seller dials, "host:port"; empty unless that is the way
 */
public record Route(Way way, String buyerAddress) {
    public static final Route TO_SELLER = new Route(Way.BUYER_DIALS, "");
    public static final Route RELAYED = new Route(Way.RELAY, "");

    public Route {
        if (buyerAddress.length() > Ticket.ADDRESS_LENGTH_MAX) {
            throw new IllegalArgumentException("the buyer's address is too long");
        }
    }

    public static Route toBuyer(String address) {
        return new Route(Way.SELLER_DIALS, address);
    }
}

package sparecore.broker.lease;

import sparecore.number.Numbered;

/** Why a lease was not renewed when its buyer wished it. The numbers are what the store keeps. */
public enum NotRenewed implements Numbered {
    NONE(0, "nothing stands against it"),
    BID_OVER(1, "its bid takes no more leases"),
    BANNED(2, "one of the two is banned"),
    SELLER_AWAY(3, "its seller is not connected, or offers nothing now"),
    OTHER_OFFER(4, "its seller offers other terms by now"),
    OTHER_DEMAND(5, "its buyer bids on other terms by now"),
    NO_LONGER(6, "the bid's deadline, or the seller's hours, let it run no longer"),
    NO_MONEY(7, "neither its escrow nor its bid has anything left to pay with"),
    IDLE(8, "others wait for its slots, and next to nothing was paid under it for half as long again as a lease lasts");

    private final int number;
    private final String sentence;

    NotRenewed(int number, String sentence) {
        this.number = number;
        this.sentence = sentence;
    }

    @Override
    public int number() {
        return number;
    }

    /** For people. */
    public String sentence() {
        return sentence;
    }

    /** @throws IllegalArgumentException if there is no such reason */
    public static NotRenewed ofNumber(int number) {
        return Numbered.of(NotRenewed.class, number);
    }
}

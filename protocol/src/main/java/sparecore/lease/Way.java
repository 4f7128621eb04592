package sparecore.lease;

import java.util.Locale;

/** How the two peers of a lease come together. The numbers are those of the wire. */
public enum Way {
    /** The buyer dials the seller. */
    BUYER_DIALS(1),
    /** The seller dials the buyer. */
    SELLER_DIALS(2),
    /** Neither can be dialled: both connect to the broker's relay. */
    RELAY(3);

    private final int number;

    Way(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Zero is for peers that know of no other way. @throws IllegalArgumentException if there is no such way */
    public static Way ofNumber(int number) {
        if (number == 0) {
            return BUYER_DIALS;
        }
        for (Way way : values()) {
            if (way.number == number) {
                return way;
            }
        }
        throw new IllegalArgumentException("there is no way with the number " + number);
    }

    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

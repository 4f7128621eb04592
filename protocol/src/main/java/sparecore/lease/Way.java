package sparecore.lease;

import java.util.Locale;
import sparecore.number.Numbered;

/** How the two peers of a lease come together. The numbers are those of the wire. */
public enum Way implements Numbered {
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

    @Override
    public int number() {
        return number;
    }

    /** Zero is for peers that know of no other way. @throws IllegalArgumentException if there is no such way */
    public static Way ofNumber(int number) {
        return number == 0 ? BUYER_DIALS : Numbered.of(Way.class, number);
    }

    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

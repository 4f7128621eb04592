package sparecore.broker.orderbook;

import sparecore.number.Numbered;

/**
 * Sellers whose machines answer CPUID alike. The votes on one job come from one group only: a program that asks for the processor
 * where CPUID does not fault may rightly give other bytes than where it does. The number is what the store keeps.
 */
public enum CpuidGroup implements Numbered {
    /** Of a bid that no seller has worked for yet. */
    UNDECIDED(0),
    FAULTING(1),
    PLAIN(2);

    private final int number;

    CpuidGroup(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such group */
    public static CpuidGroup ofNumber(int number) {
        return Numbered.of(CpuidGroup.class, number);
    }

    public static CpuidGroup of(Ask ask) {
        return ask.conditions().slotClass().faultsCpuid() ? FAULTING : PLAIN;
    }

    boolean takes(CpuidGroup seller) {
        return this == UNDECIDED || this == seller;
    }
}

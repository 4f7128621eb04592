package sparecore.broker.standing;

import sparecore.number.Numbered;

/**
 * What changes a standing, and on which evidence. No deed rests on the word of the other side alone: anybody could slander. The number is
 * what the store keeps.
 */
public enum Deed implements Numbered {
    /** Evidence: the buyer's voucher. */
    SOLD(1, Role.SELLER, 1_000, false, "a lease was paid by the buyer's signed voucher"),
    /** Evidence: its own vouchers. */
    PAID(2, Role.BUYER, 1_000, false, "it paid for a lease by its signed voucher"),
    /** Evidence: the buyer says so, and the broker has not seen the seller either. */
    VANISHED(
            3,
            Role.SELLER,
            -2_000,
            false,
            "it was gone while a lease lasted: its buyer said so, and the broker saw the same"),
    /** Evidence: the seller says so, and the broker has not seen the buyer either. */
    LEFT(
            4,
            Role.BUYER,
            -2_000,
            false,
            "it was gone while a lease lasted: its seller said so, and the broker saw the same"),
    /** Evidence: its signed result beside equal signed ones of two independent sellers. A check that was failed looks the same. */
    WRONG_RESULT(5, Role.SELLER, -5_000, false, "its signed result differs from those of two independent sellers"),
    /** Evidence: a judged dispute. */
    PROVED_WRONG(6, Role.SELLER, -40_000, true, "its signed result was wrong: judged"),
    /** Evidence: a judged dispute. */
    OVERCHARGED(7, Role.SELLER, -20_000, true, "it reported more CPU time than its run can have taken: judged"),
    /** Evidence: a judged dispute. No proof of ill will: a seller may have kept its voucher to itself. */
    DID_NOT_PAY(8, Role.BUYER, -5_000, false, "what it had accepted with its signature was paid by a judgement alone"),
    /** Evidence: a judged dispute. */
    REJECTED_RIGHT(9, Role.BUYER, -20_000, true, "it rejected a result that was right: judged"),
    /** Evidence: what it sent on its own link. */
    FORGED_AS_SELLER(10, Role.SELLER, -50_000, true, "it sent the broker evidence that was forged, or used before"),
    /** Evidence: what it sent on its own link. */
    FORGED_AS_BUYER(11, Role.BUYER, -50_000, true, "it sent the broker evidence that was forged, or used before"),
    /** Evidence: a judged dispute that it opened. */
    DISPUTED_IN_VAIN_AS_SELLER(12, Role.SELLER, -3_000, false, "it opened a dispute and was wrong"),
    /** Evidence: a judged dispute that it opened. */
    DISPUTED_IN_VAIN_AS_BUYER(13, Role.BUYER, -3_000, false, "it opened a dispute and was wrong");

    private final int number;
    private final Role role;
    private final long milliPoints;
    private final boolean proved;
    private final String text;

    Deed(int number, Role role, long milliPoints, boolean proved, String text) {
        this.number = number;
        this.role = role;
        this.milliPoints = milliPoints;
        this.proved = proved;
        this.text = text;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such deed */
    public static Deed ofNumber(int number) {
        return Numbered.of(Deed.class, number);
    }

    public Role role() {
        return role;
    }

    /** Thousandths of a point, when it is fresh. */
    public long milliPoints() {
        return milliPoints;
    }

    public boolean isGood() {
        return milliPoints > 0;
    }

    /** Whether it counts towards a ban: signatures or a referee leave no doubt. */
    public boolean isProved() {
        return proved;
    }

    /** For a person. */
    public String text() {
        return text;
    }
}

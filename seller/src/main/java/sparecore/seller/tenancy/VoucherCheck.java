package sparecore.seller.tenancy;

/** What a voucher is worth to its lease. */
public enum VoucherCheck {
    HIGHER("the voucher adds to what was promised"),
    SAME("the voucher repeats what was promised"),
    LOWER("a voucher promises less than the one before it"),
    ABOVE_ESCROW("a voucher promises more than the lease's escrow"),
    LEASE_CLOSED("the lease is closed");

    private final String sentence;

    VoucherCheck(String sentence) {
        this.sentence = sentence;
    }

    /** Whether its link ends: the voucher breaks the rules, or comes too late, and a buyer must not take it for received. */
    public boolean isBreach() {
        return this == LOWER || this == ABOVE_ESCROW || this == LEASE_CLOSED;
    }

    public String sentence() {
        return sentence;
    }
}

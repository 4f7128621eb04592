package sparecore.broker.orderbook;

/** Why an ask does not serve a bid. In the order in which it is looked for: the first one that holds is told. */
public enum Misfit {
    OWN_ASK("it is the buyer's own"),
    TOO_DEAR("it asks for more than the bid pays"),
    TOO_LITTLE_MEMORY("it has too little memory per slot"),
    LOW_STANDING("it takes only buyers of a higher standing (see `sparecore standing`)"),
    OTHER_ABI("it does not run programs of this ABI"),
    LOWER_CPU_LEVEL("its processor lacks instructions that the program may use"),
    NO_CPUID_FAULTING("the program asks for the processor's features, and its machine cannot answer as others do"),
    OTHER_GROUP("its machine answers CPUID otherwise than those that work for this bid, and their votes must not mix"),
    CLOSED_NOW("it does not sell at this hour"),
    TOO_SHORT("a lease that ends at the bid's deadline, or with the seller's hours, would be too short"),
    HOLDS_A_LEASE("its seller has a lease of this bid already"),
    BARRED("a lease of this bid with its seller ended for a reason that keeps the two apart for a while");

    private final String text;

    Misfit(String text) {
        this.text = text;
    }

    /** For a person, said of an ask. */
    public String text() {
        return text;
    }
}

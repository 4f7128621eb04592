package sparecore.seller.tenancy;

/** What becomes of an assignment that a buyer sends, in order of precedence. */
public enum Admission {
    /** The buyer broke the rules: its link ends. */
    OUT_OF_ORDER(true, "an assignment's number must be higher than all before it in its lease"),
    OVER_WINDOW(true, "more assignments than the window that the seller announced"),
    OVER_MEMORY(true, "an assignment wants more memory than the lease grants"),
    /** It goes back; the buyer could not know better. */
    NOT_NOW(false, "the seller takes no work now"),
    /** It will run. */
    TAKEN(false, "taken");

    private final boolean breach;
    private final String sentence;

    Admission(boolean breach, String sentence) {
        this.breach = breach;
        this.sentence = sentence;
    }

    public boolean isBreach() {
        return breach;
    }

    public String sentence() {
        return sentence;
    }
}

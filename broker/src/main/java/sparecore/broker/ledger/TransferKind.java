package sparecore.broker.ledger;

/** Why credits move; the number is what the store keeps. */
public enum TransferKind {
    /** The operator adds credits: issued → node. */
    ISSUE(1),
    /** A bid sets its cap aside: node → hold. */
    HOLD(2),
    /** A match sets a lease's share aside: hold → escrow. */
    ESCROW(3),
    /** A voucher pays the seller: escrow → node. */
    CAPTURE(4),
    /** A voucher pays the operator: escrow → commission. */
    COMMISSION(5),
    /** What is not needed goes back: escrow → hold, escrow → node, or hold → node. */
    RELEASE(6);

    private final int number;

    TransferKind(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}

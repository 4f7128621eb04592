package sparecore.broker.ledger;

import sparecore.number.Numbered;

/** Why credits move; the number is what the store keeps. */
public enum TransferKind implements Numbered {
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
    RELEASE(6),
    /** An owner gives to another: node → node. */
    TRANSFER(7),
    /** A withdrawal is requested: node → payout. What is not paid out comes back as a release. */
    WITHDRAW(8),
    /** The operator has paid outside: payout → issued. */
    PAYOUT(9),
    /** The operator has been paid outside: issued → node. */
    DEPOSIT(10),
    /** An identity's deposit: node → pledge. What goes back is a release. */
    PLEDGE(11),
    /** Its node is banned, and nobody has it any more: pledge → issued. */
    FORFEIT(12),
    /** A dispute is judged: escrow, pledge or node → node. */
    AWARD(13);

    private final int number;

    TransferKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such kind */
    public static TransferKind ofNumber(int number) {
        return Numbered.of(TransferKind.class, number);
    }
}

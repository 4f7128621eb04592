package sparecore.broker.market;

/** On which side of the market a session stands. */
public enum Side {
    SELLER,
    BUYER
}

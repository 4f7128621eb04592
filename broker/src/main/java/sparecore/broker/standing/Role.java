package sparecore.broker.standing;

/** As what a node has earned its standing: one does not make up for the other. */
public enum Role {
    SELLER,
    BUYER
}

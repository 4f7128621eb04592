package sparecore.broker.market;

import sparecore.money.Credits;

/** How much one node, or the operator, can make the broker hold. Beyond it a command is refused with {@link Reason#LIMIT}. */
public final class MarketLimits {
    public static final int ASKS_PER_NODE_MAX = 16;

    /** Asks of all keys at one address: keys cost nothing. */
    public static final int ASKS_PER_ADDRESS_MAX = 2_048;

    /** Bids that are not done. Each holds money, so they need no limit of an address. */
    public static final int BIDS_PER_NODE_MAX = 64;

    /** Leases that are not closed, bought and sold. A node that has as many is not matched. */
    public static final int LEASES_PER_NODE_MAX = 256;

    /** Credits in one command, and in all: a tenth of what a long holds, so that no sum can overflow. */
    public static final Credits ISSUED_MAX = Credits.ofMicro(Long.MAX_VALUE / 10);

    /** The last commands of the operator that are known when they are repeated. */
    public static final int CREDITS_REMEMBERED = 10_000;

    /** The last transfers of one account that are known when they are repeated. */
    public static final int TRANSFERS_REMEMBERED_PER_NODE = 64;

    /** Deposits and withdrawals of one node that wait for the operator. */
    public static final int MONEY_REQUESTS_PER_NODE_MAX = 4;

    /** Of one node, in one answer: as many as fit into a frame of 64 KiB with the longest texts. */
    public static final int MONEY_REQUESTS_LISTED_MAX = 30;

    /** Deposits and withdrawals of all nodes that wait. */
    public static final int MONEY_REQUESTS_MAX = 10_000;

    /** Disputes of one node that wait for a referee. */
    public static final int DISPUTES_PER_NODE_MAX = 3;

    /** Of all keys at one address. */
    public static final int DISPUTES_PER_ADDRESS_MAX = 10;

    /** Of all: more than an operator can look into. */
    public static final int DISPUTES_MAX = 1_000;

    /** In one answer: as many as fit into a frame of 64 KiB with the longest texts. */
    public static final int DISPUTES_LISTED_MAX = 50;

    private MarketLimits() {}
}

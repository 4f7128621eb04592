package sparecore.broker.market;

/** Why a command is refused. */
public enum Reason {
    /** The bid, ask or lease is another node's, or the session is of the wrong side. */
    NOT_YOURS,
    UNKNOWN,
    NO_CREDITS,
    LIMIT,
    /** Too late: the bid is cancelled, or the lease is closed. */
    ENDED,
    BAD_SIGNATURE,
    /** The id is taken, with other terms. */
    CONFLICT,
    /** The node, or one that it is banned together with, has cheated. */
    BANNED
}

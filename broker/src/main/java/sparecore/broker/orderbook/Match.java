package sparecore.broker.orderbook;

import sparecore.money.Credits;

/** A bid and an ask that fit: so many slots until then, at the ask's price, paid from so much of the bid's hold. */
public record Match(Bid bid, Ask ask, int slots, Credits escrow, long expiresAtMillis) {}

package sparecore.seller.door;

import java.util.function.LongSupplier;
import sparecore.identity.NodeKey;
import sparecore.seller.execution.SlotPool;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;

/**
 * What every lease at this seller shares.
 *
 * @param key signs the results
 * @param nowMillis the clock, in milliseconds since the epoch
 */
public record Premises(NodeKey key, SlotPool slots, Journal journal, LeaseOffice office, LongSupplier nowMillis) {}

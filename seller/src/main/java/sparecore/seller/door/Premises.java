package sparecore.seller.door;

import java.security.SecureRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import sparecore.identity.NodeKey;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.Slots;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;
import sparecore.slot.Machine;

/**
 * What every lease at this seller shares.
 *
 * @param key signs the results
 * @param programs keeps those that are disputed
 * @param signing signs what has waited for others to be signed with
 * @param machine what this runs on, for buyers who look into results that differ
 * @param nowMillis the clock, in milliseconds since the epoch
 */
public record Premises(
        NodeKey key,
        Slots slots,
        Journal journal,
        LeaseOffice office,
        DisputedPrograms programs,
        ScheduledExecutorService signing,
        Machine machine,
        Candour candour,
        SecureRandom random,
        LongSupplier nowMillis) {}

package sparecore.evidence;

import sparecore.wire.CaseFile;

/**
 * Evidence that one side of a lease keeps in its journal, for its owner to have it judged.
 *
 * @param number by which the owner names it
 * @param atMillis when it was kept
 */
public record KeptCase(long number, long atMillis, CaseFile file) {}

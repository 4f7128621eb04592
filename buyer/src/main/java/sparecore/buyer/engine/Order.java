package sparecore.buyer.engine;

import sparecore.content.Digest;
import sparecore.result.Work;

/**
 * A fragment, or a check, on its way to a seller.
 *
 * @param assignment unique within the lease
 * @param digest the work's
 * @param sealed whether the seller commits to its result before it shows it
 */
public record Order(long assignment, Work work, Digest digest, boolean sealed) {}

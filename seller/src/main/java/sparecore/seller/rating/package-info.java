/**
 * Measures how fast the slots are, all of them busy at once, so that cores that don't exist don't earn.
 *
 * <p>Called once, at start, before anything is sold.
 */
@NullMarked
package sparecore.seller.rating;

import org.jspecify.annotations.NullMarked;

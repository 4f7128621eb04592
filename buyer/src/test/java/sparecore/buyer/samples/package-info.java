/**
 * Keys, tickets, works and results for the buyer's tests. All are made from numbers, so that a test is the same each time.
 */
@NullMarked
package sparecore.buyer.samples;

import org.jspecify.annotations.NullMarked;

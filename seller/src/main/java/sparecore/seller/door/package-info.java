/**
 * Where buyers come in: shows tickets to the rules, programs to the cache, assignments to the slots, and results back.
 *
 * <p>Called on the links' event loops, which it never blocks. Everything that a buyer sends is hostile until checked here.
 */
@NullMarked
package sparecore.seller.door;

import org.jspecify.annotations.NullMarked;

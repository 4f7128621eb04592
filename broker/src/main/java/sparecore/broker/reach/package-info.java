/**
 * Checks what nodes say of themselves: that they can be dialled. What is due is the market's to say; here it is dialled, and the market is
 * told what came of it.
 *
 * <p>Called on a timer; names are looked up and connections made on threads of their own.
 */
@NullMarked
package sparecore.broker.reach;

import org.jspecify.annotations.NullMarked;

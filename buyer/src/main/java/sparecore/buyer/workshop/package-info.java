/**
 * What the buyer computes on its own machine, where no vote can decide: a few fragments, one after the other.
 *
 * <p>The engine asks through its port; a thread of this room's own runs them in the sandbox and answers.
 */
@NullMarked
package sparecore.buyer.workshop;

import org.jspecify.annotations.NullMarked;

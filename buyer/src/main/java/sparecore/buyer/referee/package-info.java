/**
 * The operator's referee: runs the work of a dispute again, in this machine's sandbox, and tells the broker of this machine what came out.
 *
 * <p>Of the command line only; on its one thread.
 */
@NullMarked
package sparecore.buyer.referee;

import org.jspecify.annotations.NullMarked;

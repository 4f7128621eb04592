/**
 * What a seller says about one run: the work that was asked, how it ended, signed.
 *
 * <p>Immutable values; any thread.
 */
@NullMarked
package sparecore.result;

import org.jspecify.annotations.NullMarked;

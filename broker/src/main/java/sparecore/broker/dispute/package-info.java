/**
 * Disputes about one result, judged from what both sides have signed; where signatures cannot tell, a referee who runs the work again does.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.dispute;

import org.jspecify.annotations.NullMarked;

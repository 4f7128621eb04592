/**
 * Jobs and their fragments: what is asked, which votes came in, what was accepted, what it cost.
 *
 * <p>Pure: no clock, no input or output, no thread. Owned by the engine's thread.
 */
@NullMarked
package sparecore.buyer.job;

import org.jspecify.annotations.NullMarked;

/**
 * What a slot offers to programs, what a program needs of a slot, and the hours in which slots are sold: what matching compares.
 *
 * <p>Pure values; any thread.
 */
@NullMarked
package sparecore.slot;

import org.jspecify.annotations.NullMarked;

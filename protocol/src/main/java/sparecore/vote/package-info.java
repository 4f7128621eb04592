/**
 * The rule that accepts a result. Pure: no clock, no input or output, no thread of its own.
 */
@NullMarked
package sparecore.vote;

import org.jspecify.annotations.NullMarked;

/**
 * The rule that accepts a result. Pure: no clock, no input or output, no thread of its own; randomness is an argument.
 *
 * <p>{@link sparecore.vote.CredibilityRule} keeps the error that a buyer asked for, at as few votes as it can, and is what buyers,
 * disputes and the trials in {@code sparecore.vote.trial} share; {@link sparecore.vote.Quorum} is the plain rule of so many equal
 * votes.
 */
@NullMarked
package sparecore.vote;

import org.jspecify.annotations.NullMarked;

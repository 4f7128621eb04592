/**
 * What nodes have earned by their deeds: signed, or seen by the broker itself. Each deed is a note with a reason that its owner can read
 * and dispute; notes fade.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.standing;

import org.jspecify.annotations.NullMarked;

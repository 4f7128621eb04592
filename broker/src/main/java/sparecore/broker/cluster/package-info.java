/**
 * Who belongs together: keys that share an account, a pledge, a network, a machine, or a history of the same wrong answers. Such keys vote
 * as one; banned together are only those that have said of each other that they belong together.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.cluster;

import org.jspecify.annotations.NullMarked;
